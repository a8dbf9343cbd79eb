package cost

import (
	"fmt"
	"strconv"
	"strings"
)

// ParseAmount reads an amount as a configuration writes it, with a point in front of the decimals: 420, 1234.50. It is
// neither negative nor above MaxAmount.
func ParseAmount(s string) (Amount, error) {
	whole, part, _ := strings.Cut(strings.TrimSpace(s), ".")
	if whole == "" || strings.Trim(whole+part, "0123456789") != "" {
		return 0, fmt.Errorf("%s is no amount such as 420 or 1234.50", shown(s))
	}
	a, err := fixed(whole, part)
	if err != nil {
		return 0, err
	}
	return a, nil
}

// ParseRatio reads a share above 0 and up to 1: 0.45, or 45%.
func ParseRatio(s string) (Ratio, error) {
	number, percent := strings.CutSuffix(strings.TrimSpace(s), "%")
	f, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if percent {
		f /= 100
	}
	if err != nil || !(f > 0 && f <= 1) || RatioOf(f) == 0 {
		return 0, fmt.Errorf("%s is no share above 0 and up to 1, such as 0.45 or 45%%", shown(s))
	}
	return RatioOf(f), nil
}
