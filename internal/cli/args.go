package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"vigie/internal/yamlread"
)

// noWords is for a command that takes no words beside its flags. A word may be a command that was misspelt.
func noWords(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if !cmd.HasSubCommands() {
		return usage("`%s` takes no words beside its flags, and %q is one", cmd.CommandPath(), args[0])
	}
	var known []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			known = append(known, c.Name())
		}
	}
	return usage("`%s` has no command %q%s", cmd.CommandPath(), args[0], guess(args[0], known,
		"`"+cmd.CommandPath()+" --help` lists what it has"))
}

// needs is for a command that takes words, and needs to be told each of them.
func needs(what ...string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != len(what) {
			return usage("`%s` needs %s", cmd.CommandPath(), strings.Join(what, ", and "))
		}
		return nil
	}
}

// guess ends a complaint: with the nearest right spelling, where there is one, and with what helps further.
func guess(word string, known []string, further string) string {
	if near := yamlread.DidYouMean(word, known); near != "" {
		return near + " " + further
	}
	return "; " + further
}

// language refuses a language that vigie will never have been told of.
func language(f *flags) error {
	switch f.language {
	case "", "en", "fr", "nl":
		return nil
	}
	return usage("--lang is en, fr or nl, not %q", f.language)
}
