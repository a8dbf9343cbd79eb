package ovh

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"vigie/internal/places"
)

// campusAge is how long it is believed where the buildings are.
const campusAge = 24 * time.Hour

// Campuses is what OVHcloud itself tells about its buildings, for a places.Table: which stand together, and in what
// town. It is asked once a day; in between, what was told last is returned. What it does not tell, the table has built
// in. Beside an error is what could be read, or was known.
func (c *Client) Campuses(ctx context.Context) ([]places.Campus, error) {
	c.mu.Lock()
	known, at := c.campuses, c.campusesAt
	c.mu.Unlock()
	if !at.IsZero() && c.now().Sub(at).Abs() < campusAge {
		return known, nil
	}
	told, err := c.campusList(ctx)
	where, errWhere := c.locations(ctx)
	all := locate(told, where)
	if err = errors.Join(err, errWhere); err != nil {
		if len(all) == 0 {
			all = known
		}
		return all, fmt.Errorf("where the buildings are: %w", err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.campuses, c.campusesAt = all, c.now()
	return all, nil
}

// campusList reads which datacenters stand together.
func (c *Client) campusList(ctx context.Context) ([]places.Campus, error) {
	var list []struct {
		Name        string   `json:"name"`
		Datacenters []string `json:"datacenters"`
	}
	if err := c.get(ctx, "/ip/campus", &list); err != nil && !absent(err) {
		return nil, err
	}
	var all []places.Campus
	for _, d := range list {
		if d.Name == "" {
			continue
		}
		campus := places.Campus{Code: strings.ToLower(d.Name)}
		for _, dc := range d.Datacenters {
			campus.Datacenters = append(campus.Datacenters, places.Normal(dc))
		}
		all = append(all, campus)
	}
	return all, nil
}

// location is a region with its town.
type location struct {
	Name    string   `json:"name"`
	Zones   []string `json:"availabilityZones"`
	City    string   `json:"cityName"`
	Country string   `json:"countryCode"`
	Lat     float64  `json:"cityLatitude"`
	Lon     float64  `json:"cityLongitude"`
}

// locations reads the regions with their towns; none where the key may not.
func (c *Client) locations(ctx context.Context) ([]location, error) {
	if !c.may("/v2/location") {
		return nil, nil
	}
	var list []location
	err := c.walk(ctx, "/v2/location", pageSize, func(raw json.RawMessage) bool {
		var d location
		if json.Unmarshal(raw, &d) == nil && d.Name != "" {
			list = append(list, d)
		}
		return true
	})
	if denied(err) || absent(err) {
		return nil, nil
	}
	return list, err
}

// locate gives campuses the towns of their regions. A region that belongs to no campus, such as a local zone, is one of
// its own.
func locate(told []places.Campus, where []location) []places.Campus {
	all := slices.Clone(told)
	table := places.New(told)
	for _, l := range where {
		region := places.Normal(l.Name)
		code := region
		if campus, known := table.Campus(l.Name); known {
			code = campus.Code
		}
		i := slices.IndexFunc(all, func(c places.Campus) bool { return c.Code == code })
		if i < 0 {
			all = append(all, places.Campus{Code: code})
			i = len(all) - 1
		}
		campus := &all[i]
		campus.Datacenters = slices.Clone(campus.Datacenters)
		for _, name := range append([]string{region}, l.Zones...) {
			if name = places.Normal(name); !slices.Contains(campus.Datacenters, name) {
				campus.Datacenters = append(campus.Datacenters, name)
			}
		}
		if campus.City == "" && l.City != "" {
			campus.City, campus.Country, campus.Lat, campus.Lon = l.City, strings.ToUpper(l.Country), l.Lat, l.Lon
		}
	}
	return all
}
