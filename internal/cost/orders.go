package cost

import (
	"fmt"
	"io"
	"slices"
	"time"
)

// Order is one sale.
type Order struct {
	Time     time.Time
	Amount   Amount // never negative
	Currency string // ISO 4217
	Country  string // two capitals where it is known; empty where the file does not say
	Channel  string // empty where the file does not say
}

// Orders are what a file of them holds.
type Orders struct {
	List    []Order // in order of time
	Lines   int     // of orders that were read, good and bad
	Bad     []BadLine
	AllBad  int // how many lines were bad; of these Bad lists the first MaxBadLines
	Refunds int // lines with a negative amount: left out, since the order that they take back is not known
	Notes   []string
}

// BadLine is a line that could not be taken.
type BadLine struct {
	Line   int    // in the file, from 1
	Reason string // one sentence
}

// Limits of a file of orders.
const (
	MaxOrdersBytes = 128 << 20
	MaxOrders      = 1_000_000
	MaxBadLines    = 100
)

// OrdersOptions say what a file of orders leaves out.
type OrdersOptions struct {
	Zone     *time.Location // of times that say no offset; nil: UTC
	Currency string         // of amounts that say none; empty: such lines are bad
}

// ReadOrders reads a file of orders: CSV with commas, semicolons or tabs, UTF-8, UTF-16 or Windows-1252, with a time and an
// amount on each line and perhaps a currency, a country and a channel. The columns are found by their names in English,
// French or Dutch. Whether days or months come first, and what parts decimals, is told from the whole file. Bad lines are
// listed and the rest is taken; it is an error where no order is left, or the file is beyond the limits.
func ReadOrders(r io.Reader, opt OrdersOptions) (*Orders, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxOrdersBytes+1))
	if err != nil {
		return nil, fmt.Errorf("reading the orders: %w", err)
	}
	if len(data) > MaxOrdersBytes {
		return nil, fmt.Errorf("reading the orders: the file is larger than %d MiB", MaxOrdersBytes>>20)
	}
	if opt.Zone == nil {
		opt.Zone = time.UTC
	}
	o := &Orders{}
	raw, err := o.split(data, opt.Zone)
	if err != nil {
		return nil, fmt.Errorf("reading the orders: %w", err)
	}
	o.take(raw, opt)
	slices.SortStableFunc(o.Bad, func(a, b BadLine) int { return a.Line - b.Line })
	if len(o.List) == 0 {
		if len(o.Bad) > 0 {
			return nil, fmt.Errorf("reading the orders: no line could be taken; line %d: %s", o.Bad[0].Line, o.Bad[0].Reason)
		}
		return nil, fmt.Errorf("reading the orders: the file holds none")
	}
	return o, nil
}

// take turns lines into orders, once the whole file has told how its times and amounts are written.
func (o *Orders) take(raw rawOrders, opt OrdersOptions) {
	if opt.Currency == "" || raw.columns.code != "" {
		opt.Currency = raw.columns.code
	}
	m := moments{zone: opt.Zone, monthFirst: raw.monthFirst()}
	mark := raw.mark()
	o.tell(raw, m, mark)
	o.List = make([]Order, 0, len(raw.lines))
	for _, l := range raw.lines {
		order, err := l.order(m, mark, opt.Currency)
		switch {
		case err != nil:
			o.bad(l.line, err)
		case order.Amount < 0:
			o.Refunds++
		default:
			o.List = append(o.List, order)
		}
	}
	slices.SortStableFunc(o.List, func(a, b Order) int { return a.Time.Compare(b.Time) })
}

// tell notes what was taken for granted.
func (o *Orders) tell(raw rawOrders, m moments, mark byte) {
	if m.monthFirst {
		o.Notes = append(o.Notes, "Months stand before days in the times of the file.")
	} else if raw.dayOrMonth() {
		o.Notes = append(o.Notes, "Days are taken to stand before months in the times of the file.")
	}
	if mark == ',' {
		o.Notes = append(o.Notes, "A comma parts the decimals of the amounts.")
	}
	if raw.columns.amountName != "" {
		o.Notes = append(o.Notes, fmt.Sprintf("The amounts are those of the column %s; whether they hold VAT is for you to know.", shown(raw.columns.amountName)))
	}
}

func (o *Orders) bad(line int, err error) {
	o.AllBad++
	if len(o.Bad) < MaxBadLines {
		o.Bad = append(o.Bad, BadLine{Line: line, Reason: err.Error()})
	}
}

// Currencies are those of the orders, the one with the most orders first.
func (o *Orders) Currencies() []string {
	n := make(map[string]int)
	for i := range o.List {
		n[o.List[i].Currency]++
	}
	var list []string
	for c := range n {
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b string) int {
		if n[a] != n[b] {
			return n[b] - n[a]
		}
		if a < b {
			return -1
		}
		return 1
	})
	return list
}
