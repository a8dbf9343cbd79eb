package config

import (
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/goccy/go-yaml/ast"

	"vigie/internal/cost"
)

// Revenue is what a site sells, as far as it is told.
type Revenue struct {
	Currency string      // ISO 4217; empty where only a file of orders tells
	PerHour  cost.Amount // sales of an open hour; 0 where it is not told
	Hours    cost.Hours  // in which it sells
	Margin   cost.Ratio  // 0 where it is not told
	Degraded cost.Ratio  // of sales that is lost while the site is degraded; 0 where it is not told
	Zone     *time.Location
	Orders   *Orders // nil where there is no file of them
}

// Orders is a file of orders. Sites that name the same file share one: they sell the same.
type Orders struct {
	Path string
	Read *cost.Orders
}

// money is a site's revenue while it is read.
type money struct {
	node    ast.Node // nil where the site has none
	revenue Revenue
	told    bool // whether there is a rate, right or wrong
	hours   ast.Node
	orders  ast.Node
}

// readRevenue reads { per_hour: 420, currency: EUR, hours: Mo-Sa 08:00-22:00, margin: 0.45 }.
func (d *decoder) readRevenue(n ast.Node, s *draft) {
	m := money{node: n, revenue: Revenue{Zone: time.Local}, orders: s.money.orders}
	d.r.Fields(n, "revenue", fields{
		"per_hour": func(n ast.Node) {
			a, err := cost.ParseAmount(d.value(n, "per_hour"))
			if err == nil && a == 0 {
				err = errors.New("a site that sells nothing needs no revenue")
			}
			m.revenue.PerHour, m.told = a, true
			d.wrong(n, "per_hour", err)
		},
		"currency": func(n ast.Node) {
			if m.revenue.Currency = d.value(n, "currency"); !cost.KnownCurrency(m.revenue.Currency) {
				d.r.Mistake(n, "currency must be a code of ISO 4217 such as EUR, not %q", m.revenue.Currency)
			}
		},
		"hours":    func(n ast.Node) { m.hours = n },
		"margin":   func(n ast.Node) { m.revenue.Margin = d.ratio(n, "margin") },
		"degraded": func(n ast.Node) { m.revenue.Degraded = d.ratio(n, "degraded") },
		"zone":     func(n ast.Node) { m.revenue.Zone = d.zone(n) },
		"orders":   func(n ast.Node) { m.orders = n },
	})
	if m.hours != nil {
		var err error
		m.revenue.Hours, err = cost.ParseHours(d.value(m.hours, "hours"), m.revenue.Zone)
		d.wrong(m.hours, "hours", err)
	}
	if m.revenue.PerHour > 0 && m.revenue.Currency == "" {
		d.r.Mistake(n, "revenue needs a currency such as EUR")
	}
	s.money = m
}

func (d *decoder) ratio(n ast.Node, what string) cost.Ratio {
	r, err := cost.ParseRatio(d.value(n, what))
	d.wrong(n, what, err)
	return r
}

func (d *decoder) wrong(n ast.Node, what string, err error) {
	if err != nil {
		d.r.Mistake(n, "%s: %s", what, err)
	}
}

// revenue is what a site sells, once all of it is read; nil where nothing is told.
func (d *decoder) revenue(m money) *Revenue {
	if m.node == nil && m.orders == nil {
		return nil
	}
	r := m.revenue
	if r.Zone == nil {
		r.Zone = time.Local
	}
	if m.orders != nil {
		r.Orders = d.orders(m.orders, r)
	}
	if !m.told && m.orders == nil {
		d.r.Mistake(m.node, "revenue needs per_hour, or a file of orders")
		return nil
	}
	return &r
}

// orders reads a file of orders, once for all sites that name it. A relative path begins where the configuration is.
func (d *decoder) orders(n ast.Node, r Revenue) *Orders {
	path := d.value(n, "orders")
	if !filepath.IsAbs(path) {
		path = filepath.Join(d.dir, path)
	}
	if o, done := d.files[path]; done {
		return o
	}
	o, err := readOrders(path, cost.OrdersOptions{Zone: r.Zone, Currency: r.Currency})
	d.wrong(n, "orders", err)
	d.files[path] = o
	if o == nil {
		return nil
	}
	if o.Read.AllBad > 0 {
		d.warn(n, "orders: %d of %d lines could not be taken; line %d: %s", o.Read.AllBad, o.Read.Lines, o.Read.Bad[0].Line, o.Read.Bad[0].Reason)
	}
	return o
}

func readOrders(path string, opt cost.OrdersOptions) (*Orders, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("it is no file")
	}
	read, err := cost.ReadOrders(f, opt)
	if err != nil {
		return nil, err
	}
	return &Orders{Path: path, Read: read}, nil
}
