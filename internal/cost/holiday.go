package cost

import (
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/be"
	"github.com/rickar/cal/v2/de"
	"github.com/rickar/cal/v2/fr"
	"github.com/rickar/cal/v2/gb"
	"github.com/rickar/cal/v2/lu"
	"github.com/rickar/cal/v2/nl"
)

// holidaysOf are the public holidays of a country; nil where vigie does not know them.
func holidaysOf(country string) []*cal.Holiday {
	switch country {
	case "BE":
		return be.Holidays
	case "DE":
		return de.Holidays
	case "FR":
		return fr.Holidays
	case "GB":
		return gb.Holidays
	case "LU":
		return lu.Holidays
	case "NL":
		return nl.Holidays
	}
	return nil
}

// calendar knows the public holidays of some countries. It is for one goroutine.
type calendar struct {
	countries []string
	known     []*cal.Calendar
}

func newCalendar(countries []string) *calendar {
	c := &calendar{}
	for _, name := range countries {
		if list := holidaysOf(name); list != nil {
			one := &cal.Calendar{Name: name, Cacheable: true}
			one.AddHoliday(list...)
			c.known = append(c.known, one)
			c.countries = append(c.countries, name)
		}
	}
	return c
}

// holiday tells whether the day of t is a public holiday in one of the countries, its name and where.
func (c *calendar) holiday(t time.Time) (name, country string, is bool) {
	for i, one := range c.known {
		if actual, _, h := one.IsHoliday(t); actual {
			return h.Name, c.countries[i], true
		}
	}
	return "", "", false
}
