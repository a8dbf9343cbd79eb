package cli

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/jsonl"
	"vigie/internal/text"
	"vigie/providers/ovh"
)

func newServers(f *flags) *cobra.Command {
	cmd := &cobra.Command{
		Use: "servers", Short: "What the provider rents out to you, where it is, and which sites run on it", Args: noWords,
		Long: "What the provider rents out to you, kind by kind: where it is, its state, what is being done or planned, and which\n" +
			"sites run on it. `vigie servers show NAME` tells all of one of them.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := facts(cmd, f, true)
			if err != nil {
				return err
			}
			if f.json {
				return writeServers(cmd, s, s.Resources)
			}
			if len(s.Resources) == 0 {
				complainTo(cmd, "nothing is rented with this account")
			}
			return listServers(newPaper(cmd.OutOrStdout(), f), s, terminalWidth())
		},
	}
	show := &cobra.Command{
		Use: "show NAME", Short: "All that is known of one of them", Args: needs("the name of what is rented; `vigie servers` lists them"),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := facts(cmd, f, true)
			if err != nil {
				return err
			}
			var found []account.Resource
			for _, r := range s.Resources {
				if r.ID == args[0] || r.Name == args[0] {
					found = append(found, r)
				}
			}
			switch {
			case len(found) == 0:
				return exit{exitFailed, fmt.Errorf("there is no %q in the account; `vigie servers` lists what there is", args[0])}
			case f.json:
				return writeServers(cmd, s, found)
			}
			p := newPaper(cmd.OutOrStdout(), f)
			for i, r := range found { // a domain, its zone and its hosting may be called alike
				if i > 0 {
					p.line()
				}
				showServer(p, s, r)
			}
			return failed(p.err)
		},
	}
	cmd.AddCommand(jsonFlag(show, f), newBoot(f, ovh.Restart), newBoot(f, ovh.Rescue), newBoot(f, ovh.Disk))
	return jsonFlag(cmd, f)
}

func writeServers(cmd *cobra.Command, s *estate.Snapshot, rows []account.Resource) error {
	for _, r := range rows {
		if err := jsonl.Write(cmd.OutOrStdout(), jsonl.FromResource(r, s.Sites)); err != nil {
			return exit{exitFailed, err}
		}
	}
	return nil
}

// terminalWidth is how many cells a line has; 0 where that is not known, and nothing need be cut.
func terminalWidth() int {
	if w, _, err := term.GetSize(os.Stdout.Fd()); err == nil {
		return w
	}
	return 0
}

// listServers lists resources kind by kind, in columns as wide as that kind needs.
func listServers(p *paper, s *estate.Snapshot, width int) error {
	var kinds []account.Kind
	byKind := make(map[account.Kind][]account.Resource)
	for _, r := range s.Resources {
		byKind[r.Kind] = append(byKind[r.Kind], r)
	}
	for _, k := range account.Kinds() {
		if len(byKind[k]) > 0 {
			kinds = append(kinds, k)
		}
	}
	for i, k := range kinds {
		if i > 0 {
			p.line()
		}
		rows := byKind[k]
		p.line(p.bold(many(k, len(rows)) + unread(rows)))
		slices.SortStableFunc(rows, func(a, b account.Resource) int {
			return cmp.Or(strings.Compare(where(a.Place), where(b.Place)), strings.Compare(a.Name, b.Name))
		})
		listKind(p, s, rows, width)
	}
	return failed(p.err)
}

// unread is how many of some rows are known by their names alone; empty where none is.
func unread(rows []account.Resource) string {
	n := 0
	for _, r := range rows {
		if r.Read.IsZero() && r.State == "" {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(", %d not read", n)
}

// The widest that columns become: a name may be much longer, and is cut.
const (
	widestPlace = 22
	widestName  = 34
	widestState = 13
)

func listKind(p *paper, s *estate.Snapshot, rows []account.Resource, width int) {
	place, name, state := 0, 0, 0
	for _, r := range rows {
		place = max(place, text.Width(text.Clean(where(r.Place))))
		name = max(name, text.Width(text.Clean(r.Name)))
		state = max(state, text.Width(text.Clean(r.State)))
	}
	place, name, state = min(place, widestPlace), min(name, widestName), min(state, widestState)
	for _, r := range rows {
		columns := []string{""}
		used := 0
		for _, c := range []struct {
			words string
			wide  int
		}{{r.Name, name}, {where(r.Place), place}, {r.State, state}} {
			if c.wide > 0 {
				columns = append(columns, text.Pad(text.Clean(c.words), c.wide))
				used += c.wide + 2
			}
		}
		said := text.Clean(strings.Join(remarks(s, r), "; "))
		if width > 0 {
			said = text.Truncate(said, width-used-2)
		}
		if said != "" {
			columns = append(columns, p.dim(said))
		}
		p.line(columns...)
		if problem := problem(s, r); problem != "" {
			if width > 0 {
				problem = text.Truncate(problem, width-7)
			}
			p.line("    ?", p.dim(problem))
		}
	}
}

// where is the place of a row, without the provider that all of them have.
func where(at account.Place) string {
	_, inside, _ := strings.Cut(at.String(), "/")
	return strings.TrimSpace(inside + " " + at.Rack)
}

// problem is why a row could not be read; empty where it could, or where the same was said of all of them.
func problem(s *estate.Snapshot, r account.Resource) string {
	if slices.ContainsFunc(s.Sources, func(src estate.Source) bool { return strings.Contains(src.Error, r.Problem) }) {
		return ""
	}
	return text.Clean(r.Problem)
}

// remarks are what of a row is worth a few words: what is being done to it, where it leads, what runs on it.
func remarks(s *estate.Snapshot, r account.Resource) []string {
	var list []string
	for _, t := range r.Tasks {
		list = append(list, t.Function+" "+t.State)
	}
	for _, i := range r.Interventions {
		if i.Planned && i.State != "done" {
			list = append(list, "planned work "+i.From.Local().Format("2 Jan 15:04"))
		}
	}
	if r.RoutedTo != "" {
		list = append(list, "→ "+r.RoutedTo)
	}
	for _, x := range s.Sites {
		if x.On(r) {
			list = append(list, x.Name)
		}
	}
	return list
}

// many names a kind and how many there are.
func many(k account.Kind, n int) string {
	name := strings.Replace(string(k), "ip ", "IP ", 1)
	switch k {
	case account.VPS, account.NAS:
		name = strings.ToUpper(name)
	case account.Exchange, account.EmailPro, account.BackupStorage:
	default:
		if n != 1 {
			name += "s"
		}
	}
	return fmt.Sprintf("%d %s", n, name)
}

// showServer tells all that is known of a resource.
func showServer(p *paper, s *estate.Snapshot, r account.Resource) {
	p.line(p.bold(text.Clean(r.Name)), string(r.Kind))
	fact := func(name string, values ...string) {
		for _, v := range values {
			if v != "" {
				p.line(" ", p.dim(text.Pad(name, 13)), text.Clean(v))
				name = ""
			}
		}
	}
	if r.ID != r.Name {
		fact("id", r.ID)
	}
	fact("place", placeWords(s, r.Place)...)
	fact("state", r.State)
	fact("belongs to", r.Parent)
	fact("leads to", r.RoutedTo)
	for _, x := range s.Sites {
		if x.On(r) {
			fact("site", x.Name+", found by "+x.FoundBy)
		}
	}
	fact("addresses", strings.Join(r.Addresses, ", "))
	fact("domains", strings.Join(r.Domains, ", "))
	fact("name servers", strings.Join(r.Servers, ", "))
	if !r.Renews.IsZero() {
		fact("renews", r.Renews.Format("2 Jan 2006"))
	}
	for _, t := range r.Tasks {
		fact("task", fmt.Sprintf("%s: %s, since %s", t.Function, t.State, day(t.Started)))
	}
	for _, i := range r.Interventions {
		fact("intervention", interventionWords(i))
	}
	for _, h := range r.Health {
		fact("health", h.Part+": "+h.State)
	}
	for _, b := range r.Backups {
		fact("backup", backupWords(b))
	}
	if r.Backups != nil && len(r.Backups) == 0 {
		fact("backup", "none that the provider knows of")
	}
	for _, x := range r.Records {
		fact("record", fmt.Sprintf("%s %s %s", x.Name, x.Type, x.Target))
	}
	fact("read", day(r.Read))
	if r.Problem != "" {
		fact("?", r.Problem)
	}
}

// placeWords say where something is, from the large to the small.
func placeWords(s *estate.Snapshot, at account.Place) []string {
	if at == (account.Place{Provider: at.Provider}) {
		return []string{account.ProviderName(at.Provider) + " does not tell where"}
	}
	list := []string{at.String()}
	for _, part := range []struct{ name, value string }{
		{"region", at.Region}, {"rack", at.Rack}, {"storage", at.Filer}, {"machine", at.Host},
	} {
		if part.value != "" {
			list[0] += ", " + part.name + " " + part.value
		}
	}
	if campus, ok := s.Campuses.Campus(cmp.Or(at.Datacenter, at.Region)); ok && campus.City != "" {
		list[0] += " (" + campus.City + ", " + campus.Country + ")"
	}
	return list
}

func interventionWords(i account.Intervention) string {
	words := i.Type
	if words == "" {
		words = "of a kind that is not told"
	}
	if i.Planned {
		return fmt.Sprintf("planned: %s, %s to %s (%s)", words, day(i.From), day(i.To), i.State)
	}
	return fmt.Sprintf("done: %s, %s", words, day(i.From))
}

// backupWords say what kind of backup it is, where it lies and of when it is; what is not told is said not to be.
func backupWords(b account.Backup) string {
	at, of := "where it lies is not told", "of when is not told"
	if b.Place.Known() {
		at = "in " + b.Place.String()
	}
	if !b.Newest.IsZero() {
		of = "newest of " + day(b.Newest)
	}
	return strings.TrimSpace(b.Kind+" "+b.Name) + ": " + at + ", " + of
}

func day(t time.Time) string {
	if t.IsZero() {
		return "a time that is not told"
	}
	return t.Local().Format("2 Jan 2006 15:04")
}
