package incident

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// unit is one euro in the ten-thousandths in which amounts are kept.
const unit = 10_000

// Money is an amount in ten-thousandths as a plain decimal number, with at least two digits: 120.50.
func Money(amount int64) string {
	minus := ""
	if amount < 0 {
		minus, amount = "-", -amount
	}
	part := strings.TrimRight(fmt.Sprintf("%04d", amount%unit), "0")
	for len(part) < 2 {
		part += "0"
	}
	return minus + strconv.FormatInt(amount/unit, 10) + "." + part
}

var errMoney = errors.New("an amount is a number such as 120,50 or 1200")

// ParseMoney reads an amount as people write it: 120,50, 120.50, 1 200,50, 1.200,50, 1'200.50. The last comma or point is
// the decimal one, unless three digits follow it and it may as well set thousands apart: then it must be written in
// another way, since nobody can tell which is meant. The result is in ten-thousandths.
func ParseMoney(s string) (int64, error) {
	s = strings.TrimSpace(strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "'", "", "’", "").Replace(s))
	whole, part := s, ""
	if at := strings.LastIndexAny(s, ".,"); at >= 0 {
		whole, part = s[:at], s[at+1:]
		other := strings.ContainsAny(whole, ".,")
		switch {
		case other && strings.Contains(whole, s[at:at+1]): // 1.200.300: there is no decimal one
			whole, part = s, ""
		case len(part) == 3 && !other && whole != "0":
			return 0, fmt.Errorf("%q is either thousands or thousandths: write %s or %s,%s0", s, whole+part, whole, part)
		}
	}
	if err := groups(whole); err != nil {
		return 0, err
	}
	whole = strings.NewReplacer(".", "", ",", "").Replace(whole)
	const most, digits = 12, 4
	if whole == "" || len(whole) > most || len(part) > digits || !figures(whole) || !figures(part) {
		return 0, fmt.Errorf("%q: %w", s, errMoney)
	}
	n, err := strconv.ParseInt(whole+part+strings.Repeat("0", digits-len(part)), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%q: %w", s, errMoney)
	}
	return n, nil
}

// groups checks that thousands are set apart in threes.
func groups(whole string) error {
	parts := strings.FieldsFunc(whole, func(r rune) bool { return r == '.' || r == ',' })
	for i, p := range parts {
		if i > 0 && len(p) != 3 {
			return fmt.Errorf("%q: %w", whole, errMoney)
		}
	}
	return nil
}

func figures(s string) bool { return strings.Trim(s, "0123456789") == "" }
