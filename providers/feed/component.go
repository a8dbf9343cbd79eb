package feed

import (
	"context"
	"time"

	"vigie/internal/account"
)

// component is a light of a page, or the heading of a group of them.
type component struct {
	ID      string    `json:"id"`
	Name    string    `json:"name"`
	Status  string    `json:"status"`
	Group   bool      `json:"group"`
	GroupID string    `json:"group_id"`
	Updated time.Time `json:"updated_at"`
}

// components are the lights of the page as its API tells them. A page that has no summary shows none.
func (p *Page) components(ctx context.Context) ([]account.Component, error) {
	var summary struct {
		Components []component `json:"components"`
	}
	err := p.json(ctx, "/api/v2/summary.json", &summary)
	if isOther(err) {
		return nil, nil
	}
	return p.lights(summary.Components), err
}

// lights puts components into vigie's words. A group is not one itself: its light is the worst of those in it.
func (p *Page) lights(list []component) []account.Component {
	groups := make(map[string]string)
	for _, c := range list {
		if c.Group {
			groups[c.ID] = c.Name
		}
	}
	var out []account.Component
	for _, c := range list {
		if !c.Group {
			out = append(out, account.Component{
				Page: p.page(), Name: c.Name, Group: groups[c.GroupID], State: c.Status, Since: c.Updated,
			})
		}
	}
	return out
}
