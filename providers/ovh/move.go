package ovh

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"vigie/internal/account"
)

// Destination is where an address block may be moved to.
type Destination struct {
	Service string
	Next    []string // hops of which one must be named; empty where none is needed
}

// Destinations asks where a block may be moved to, sorted by name.
func (c *Client) Destinations(ctx context.Context, block string) ([]Destination, error) {
	var byKind map[string][]struct {
		Service string   `json:"service"`
		Next    []string `json:"nexthop"`
	}
	if err := c.get(ctx, "/ip/"+url.PathEscape(block)+"/move", &byKind); err != nil {
		return nil, fmt.Errorf("asking where %s can be moved to: %w", block, err)
	}
	var list []Destination
	for _, some := range byKind {
		for _, d := range some {
			list = append(list, Destination{d.Service, d.Next})
		}
	}
	slices.SortFunc(list, func(a, b Destination) int { return strings.Compare(a.Service, b.Service) })
	return list, nil
}

// Move thinks through that a block leads to another service. from and to are the resources that it leads to now and
// then; from is nil where it leads nowhere. next is the hop behind the service, for those that have several.
func (c *Client) Move(ctx context.Context, block string, from *account.Resource, to account.Resource, next string, s Surroundings) (*Change, error) {
	offered, err := c.Destinations(ctx, block)
	if err != nil {
		return nil, err
	}
	ch := &Change{client: c, Plan: account.Plan{
		Title: fmt.Sprintf("Move %s to %s", block, to.ID), Confirm: block,
		End: fmt.Sprintf("%s leads to %s", block, to.ID),
	}}
	ask := map[string]any{"to": to.ID}
	if next != "" {
		ask["nexthop"] = next
	}
	path := "/ip/" + url.PathEscape(block)
	ch.Calls = []account.Call{{Method: http.MethodPost, Path: path + "/move", Body: body(ask)}}
	ch.judgeMove(offered, from, to, next, s)
	if ch.Refused == "" {
		if ch.Refused, err = c.movedAlready(ctx, path); err != nil {
			return nil, err
		}
	}
	ch.end = func(ctx context.Context, p *progress) error { return c.routed(ctx, p, path, to.ID) }
	return ch, nil
}

// movedAlready tells of a move of a block that has not ended, such as one whose answer was lost; empty where none is known.
func (c *Client) movedAlready(ctx context.Context, path string) (string, error) {
	for _, status := range []string{"doing", "todo", "init"} {
		var ids []int64
		err := c.get(ctx, path+"/task?function=genericMoveFloatingIp&status="+status, &ids)
		switch {
		case denied(err), absent(err):
			return "", nil
		case err != nil:
			return "", fmt.Errorf("asking whether it is being moved already: %w", err)
		case len(ids) == 0:
			continue
		}
		var task struct {
			To *struct {
				Service string `json:"serviceName"`
			} `json:"destination"`
		}
		where := ""
		if err := c.get(ctx, fmt.Sprintf("%s/task/%d", path, ids[0]), &task); err == nil && task.To != nil && task.To.Service != "" {
			where = " to " + task.To.Service
		}
		return fmt.Sprintf("OVHcloud is moving it%s already (task %d, %q). Wait until that has ended.", where, ids[0], status), nil
	}
	return "", nil
}

// judgeMove refuses what would be useless, and warns of what may be.
func (ch *Change) judgeMove(offered []Destination, from *account.Resource, to account.Resource, next string, s Surroundings) {
	at := slices.IndexFunc(offered, func(d Destination) bool { return d.Service == to.ID })
	switch {
	case from != nil && from.ID == to.ID:
		ch.Refused = "It leads there already."
		return
	case at < 0:
		names := []string{}
		for _, d := range offered {
			names = append(names, d.Service)
		}
		ch.Refused = fmt.Sprintf("OVHcloud does not offer %s for this address. It offers: %s.", to.ID, strings.Join(names, ", "))
		if len(names) == 0 {
			ch.Refused = "OVHcloud offers no other service for this address."
		}
		return
	case len(offered[at].Next) > 0 && !slices.Contains(offered[at].Next, next):
		ch.Refused = fmt.Sprintf("%s has several hops; name one of them: %s.", to.ID, strings.Join(offered[at].Next, ", "))
		return
	}
	if why := s.dark(to.Place); why != "" {
		ch.Refused = fmt.Sprintf("It would lead into a building that gives no sign of life: %s.", why)
		return
	}
	ch.Warnings = append(ch.Warnings, "The machine there must be set up to answer at this address, or nobody will.")
	if from == nil {
		return
	}
	ch.Undo = "vigie ip move " + ch.Confirm + " " + from.ID
	if s.Places.SameCampus(from.Place.Datacenter, to.Place.Datacenter) {
		warning := fmt.Sprintf("%s and %s stand on the same campus: what befalls one may befall the other.", from.ID, to.ID)
		if why := s.dark(from.Place); why != "" {
			warning += " " + strings.ToUpper(why[:1]) + why[1:] + "."
		}
		ch.Warnings = append(ch.Warnings, warning)
	}
}

// routed tells whether a block leads to a service. The task is only looked at for its failure: what counts is where the
// block leads.
func (c *Client) routed(ctx context.Context, p *progress, path, to string) error {
	var now struct {
		RoutedTo *struct {
			Service string `json:"serviceName"`
		} `json:"routedTo"`
	}
	if err := c.get(ctx, path, &now); err != nil {
		return err
	}
	if now.RoutedTo != nil && now.RoutedTo.Service == to {
		return nil
	}
	if task := p.number(0, "taskId"); task != 0 {
		if _, err := c.followTask(ctx, p, fmt.Sprintf("%s/task/%d", path, task), "status"); err != nil {
			return err
		}
	}
	return errNotYet
}
