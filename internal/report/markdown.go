package report

import (
	"fmt"
	"io"
	"strings"

	"vigie/internal/text"
)

// WriteMarkdown writes the document for reading; the samples are in the CSV and the JSON, of whose chain it tells the ends.
func WriteMarkdown(w io.Writer, d Document, chain Seal) error {
	_, err := w.Write(sealed([]byte(markdown(d, chain)), chain))
	return err
}

func markdown(d Document, chain Seal) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s\n", cell(d.Title), cell(d.Incident))
	for _, g := range d.Groups {
		fmt.Fprintf(&b, "\n## %s\n\n", cell(g.Title))
		for _, f := range g.Facts {
			fmt.Fprintf(&b, "- **%s**: %s\n", cell(f.Name), cell(f.Value))
		}
		for _, t := range g.Tables {
			if len(t.Rows) > 0 {
				table(&b, t)
			}
		}
		for _, m := range g.Missing {
			fmt.Fprintf(&b, "\n> Missing: %s\n", cell(m))
		}
	}
	fmt.Fprintf(&b, "\n## The chain of the samples\n\n- **Begins**: `%s`\n- **Ends**: `%s`\n- **Links**: %d\n", chain.Head, chain.Tail, chain.Count)
	return b.String()
}

func table(b *strings.Builder, t Table) {
	fmt.Fprintf(b, "\n### %s\n\n|", cell(t.Title))
	for _, c := range t.Columns {
		b.WriteString(" " + cell(c) + " |")
	}
	b.WriteString("\n|" + strings.Repeat(" --- |", len(t.Columns)) + "\n")
	for _, r := range t.Rows {
		b.WriteString("|")
		for _, c := range r {
			b.WriteString(" " + cell(c) + " |")
		}
		b.WriteString("\n")
	}
}

// cell is a text that can stand anywhere in Markdown, and means nothing there but itself.
func cell(s string) string {
	return marks.Replace(text.Clean(s))
}

var marks = strings.NewReplacer(
	"\\", "\\\\", "|", "\\|", "`", "\\`", "*", "\\*", "_", "\\_", "<", "&lt;", ">", "&gt;", "[", "\\[", "]", "\\]", "#", "\\#", "\n", " ",
)
