package ovh

import (
	"context"
	"errors"
	"slices"
	"strings"

	"vigie/internal/account"
)

// incidentsPath lists what is wrong with web hostings at the moment. The API publishes that these are words and nothing
// more: one that names a hosting of the account, its cluster or its filer is taken, any other is left.
const incidentsPath = "/hosting/web/incident"

// incidents reads the current incidents of all web hostings, which costs one call.
func (r *round) incidents(ctx context.Context) {
	c := r.client
	c.stock.mu.Lock()
	l := c.stock.list(incidentsPath)
	rest := c.now().Before(l.due) || !c.stock.any(account.WebHosting) || !allows(c.stock.rules, incidentsPath)
	c.stock.mu.Unlock()
	if rest || r.closing() {
		return
	}
	var names []string
	err := c.get(ctx, incidentsPath, &names)
	now := c.now()
	c.stock.mu.Lock()
	defer c.stock.mu.Unlock()
	switch {
	case errors.Is(err, errSpent):
	case denied(err):
		c.stock.gaps["the incidents of web hostings"] = true
		l.due = now.Add(rightsAge)
	case err != nil:
		l.due = now.Add(soon) // what was known stays
	default:
		l.due = now.Add(listAge)
		c.stock.befall(names)
	}
}

// befall puts incidents in the place of those that were known; mu must be held.
func (s *stock) befall(names []string) {
	for k, r := range s.rows {
		if k.kind != account.WebHosting {
			continue
		}
		health := []account.Health{}
		for _, name := range names {
			part := concerned(&r.row, strings.ToLower(strings.TrimSpace(name)))
			if part != "" && !slices.ContainsFunc(health, func(h account.Health) bool { return h.Part == part }) {
				health = append(health, account.Health{Part: part, State: "incident"})
			}
		}
		r.row.Health = health
	}
}

// concerned is the part of a hosting that a name stands for; empty where it stands for none.
func concerned(r *account.Resource, name string) string {
	switch {
	case strings.EqualFold(name, r.ID):
		return "hosting"
	case strings.HasPrefix(name, "cluster") && numbered("cluster", name) == r.Place.Cluster:
		return r.Place.Cluster
	case strings.HasPrefix(name, "filer") && numbered("filer", name) == r.Place.Filer:
		return r.Place.Filer
	}
	return ""
}
