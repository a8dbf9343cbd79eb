package yamlread

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// Duration reads a time with its unit: 30s, 1m30s, 14d.
func (r *Reader) Duration(n ast.Node, what string) time.Duration {
	s := deref(n).GetToken().Value
	d, err := ParseDuration(s)
	if err != nil {
		hint := ""
		if _, numErr := strconv.ParseFloat(s, 64); numErr == nil {
			hint = fmt.Sprintf(": write its unit, such as %ss", s)
		}
		r.Mistake(n, "%s must be a time such as 30s, 5m, 2h or 14d, not %q%s", what, s, hint)
	}
	return d
}

// ParseDuration is time.ParseDuration with years of 365 days, weeks and days before the rest: 2y, 1w3d, 1d12h.
func ParseDuration(s string) (time.Duration, error) {
	sign, rest := time.Duration(1), s
	if strings.HasPrefix(rest, "-") {
		sign, rest = -1, rest[1:]
	}
	var long time.Duration
	said := false
	for _, unit := range []struct {
		letter string
		days   float64
	}{{"y", 365}, {"w", 7}, {"d", 1}} {
		before, after, ok := strings.Cut(rest, unit.letter)
		if !ok {
			continue
		}
		n, err := strconv.ParseFloat(before, 64)
		if err != nil || !(math.Abs(n*unit.days) < 100*365) { // what is not a number is not less either
			return 0, fmt.Errorf("%q is not a time", s)
		}
		long, rest, said = long+time.Duration(n*unit.days*24*float64(time.Hour)), after, true
	}
	if rest == "" && said {
		return sign * long, nil
	}
	d, err := time.ParseDuration(rest)
	return sign * (long + d), err
}
