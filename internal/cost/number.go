package cost

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
)

// Mistakes in an amount.
var (
	errNoAmount    = errors.New("there is no amount")
	errGreatAmount = fmt.Errorf("the amount is above %s", (MaxAmount / Unit * Unit).Number(""))
)

// parseNumber reads an amount as a person or a shop writes it: 1234.50, 1 234,50, 1.234,50, €12.00, 12,00 EUR. mark is
// what parts the decimals in the file, 0 where that is not known. The currency is empty where none stands beside it.
func parseNumber(s string, mark byte) (a Amount, code string, err error) {
	digits, code, minus := bare(s)
	if digits == "" {
		if strings.TrimSpace(s) == "" {
			return 0, "", errNoAmount
		}
		return 0, "", fmt.Errorf("%s is no amount", shown(s))
	}
	if sure := decimalMark(digits); sure != 0 {
		mark = sure
	} else if mark == 0 && strings.ContainsAny(digits, ".,") {
		return 0, "", fmt.Errorf("%s may be a thousand or a fraction: write the amount without a mark between thousands", shown(s))
	}
	whole, part := digits, ""
	if i := strings.LastIndexByte(digits, mark); mark != 0 && i >= 0 {
		whole, part = digits[:i], digits[i+1:]
	}
	if a, err = fixed(whole, part); err != nil {
		if errors.Is(err, errNoAmount) {
			err = fmt.Errorf("%s is no amount", shown(s))
		}
		return 0, "", err
	}
	if minus {
		a = -a
	}
	return a, code, nil
}

// bare takes an amount apart: its digits with . and , between them, its currency, and whether it is negative. The digits
// are empty where it is no amount.
func bare(s string) (digits, code string, minus bool) {
	var b, letters strings.Builder
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9' || r == '.' || r == ',':
			b.WriteRune(r)
		case (r == '-' || r == '−') && b.Len() == 0 && !minus:
			minus = true
		case r == '+' && b.Len() == 0, r == '\'', r == '’', unicode.IsSpace(r): // Swiss and spaced thousands
		case unicode.IsLetter(r) || unicode.Is(unicode.Sc, r):
			letters.WriteRune(unicode.ToUpper(r))
		default:
			return "", "", false
		}
	}
	if letters.Len() > 0 {
		if code = currencyCode(letters.String()); code == "" {
			return "", "", false
		}
	}
	if digits = b.String(); strings.Trim(digits, ".,") == "" {
		return "", "", false
	}
	return digits, code, minus
}

// currencyCode is the code of a currency, also from the signs that stand for one currency alone.
func currencyCode(s string) string {
	s = strings.ToUpper(strings.TrimSpace(s))
	switch s {
	case "€", "EURO", "EUROS":
		return "EUR"
	case "£":
		return "GBP"
	}
	if KnownCurrency(s) {
		return s
	}
	return ""
}

// decimalMark is the mark in front of the decimals, 0 where it cannot be told: 1,234 may be either.
func decimalMark(digits string) byte {
	dots, commas := strings.Count(digits, "."), strings.Count(digits, ",")
	last := strings.LastIndexAny(digits, ".,")
	switch {
	case last < 0:
		return 0
	case dots > 0 && commas > 0:
		return digits[last] // two marks: the decimals come last
	case dots > 1:
		return ',' // 1.234.567: the other one would part the decimals
	case commas > 1:
		return '.'
	case len(digits)-last-1 != 3, digits[0] == '0', last > 3, last == 0:
		return digits[last] // thousands come in threes, with one to three digits in front that do not begin with 0
	}
	return 0
}

// fixed is whole and decimals as an amount; marks that are left in whole part its thousands.
func fixed(whole, part string) (Amount, error) {
	var a Amount
	for i, group := range strings.FieldsFunc(whole, func(r rune) bool { return r == '.' || r == ',' }) {
		if i > 0 && len(group) != 3 {
			return 0, errNoAmount
		}
		for _, c := range []byte(group) {
			if a = a*10 + Amount(c-'0')*Unit; a > MaxAmount {
				return 0, errGreatAmount
			}
		}
	}
	worth := Unit
	for i, c := range []byte(part) {
		if c < '0' || c > '9' {
			return 0, errNoAmount
		}
		if worth /= 10; worth == 0 {
			if i == 4 && c >= '5' {
				a++
			}
			break
		}
		a += Amount(c-'0') * worth
	}
	return a, nil
}

// shown is a part of a file as it may stand in a sentence: quoted, so that it can drive no terminal, and not too long.
func shown(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return fmt.Sprintf("%q", s)
}
