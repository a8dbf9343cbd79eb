// Command vigie is a terminal operations console for people whose sites live at a hosting provider.
package main

import (
	"os"

	"vigie/internal/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:])) }
