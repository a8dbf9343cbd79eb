package cost

import (
	"math"
	"math/big"
	"testing"
)

func TestAmountsAreWrittenAsALanguageDoes(t *testing.T) {
	for _, c := range []struct {
		a              Amount
		code, lang, in string
	}{
		{1234*Unit + 5000, "EUR", "en", "€1,234.50"},
		{1234*Unit + 5000, "EUR", "fr", "1\u202f234,50\u00a0€"},
		{1234*Unit + 5000, "EUR", "nl", "€\u00a01.234,50"},
		{-1234*Unit - 50, "EUR", "en", "-€1,234.01"},
		{1234*Unit + 5000, "JPY", "en", "¥1,235"},
		{12*Unit + 345, "TND", "en", "TND\u00a012.035"},
		{0, "EUR", "en", "€0.00"},
		{Unit, "", "en", "1.00"},
	} {
		if got := c.a.In(c.code, c.lang); got != c.in {
			t.Errorf("%d %s is %q in %s, want %q", c.a, c.code, got, c.lang, c.in)
		}
	}
}

func TestAShareLosesNothingOnTheWay(t *testing.T) {
	for _, c := range []struct {
		a      Amount
		n, of  int64
		result Amount
	}{
		{100, 1, 3, 33},
		{100, 2, 3, 67},
		{-100, 2, 3, -67},
		{5, 1, 2, 3},
		{-5, 1, 2, -3},
		{math.MaxInt64, math.MaxInt64, math.MaxInt64, math.MaxInt64},
		{math.MaxInt64, 7, 2, math.MaxInt64}, // the greatest that fits
		{math.MinInt64, 1, 1, -math.MaxInt64},
		{420 * Unit, 16 * 24 * 3600 * 1e9, 3600 * 1e9, 420 * 384 * Unit},
	} {
		if got := share(c.a, c.n, c.of); got != c.result {
			t.Errorf("%d × %d / %d = %d, want %d", c.a, c.n, c.of, got, c.result)
		}
	}
}

func FuzzShare(f *testing.F) {
	f.Add(int64(100), int64(2), int64(3))
	f.Add(int64(math.MinInt64), int64(math.MaxInt64), int64(math.MaxInt64))
	f.Fuzz(func(t *testing.T, a, n, of int64) {
		if n < 0 || of <= 0 {
			return
		}
		twice := new(big.Int).Mul(big.NewInt(a), big.NewInt(2))
		twice.Mul(twice, big.NewInt(n)).Abs(twice).Add(twice, big.NewInt(of))
		want := twice.Div(twice, new(big.Int).Mul(big.NewInt(of), big.NewInt(2))) // halves away from zero
		if !want.IsInt64() {
			want.SetInt64(math.MaxInt64)
		}
		if a < 0 {
			want.Neg(want)
		}
		if got := int64(share(Amount(a), n, of)); got != want.Int64() {
			t.Errorf("%d × %d / %d = %d, want %s", a, n, of, got, want)
		}
	})
}
