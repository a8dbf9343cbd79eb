package cost

import (
	"fmt"
	"math"
	"math/bits"
	"strconv"
	"strings"
	"time"

	"github.com/bojanz/currency"
)

// Amount is money in ten-thousandths of a currency unit, so that sums are exact and only what is shown is rounded. Which
// currency it is in stands beside it; amounts of two currencies are never added.
type Amount int64

// Unit is one euro, one franc, one dollar.
const Unit Amount = 10_000

// MaxAmount is the greatest that one order may be: a hundred million units. A million of those can still be added.
const MaxAmount = 100_000_000 * Unit

// Ratio is a share in millionths: a margin of 45 % is 450,000.
type Ratio int64

// Whole is all of it.
const Whole Ratio = 1_000_000

// RatioOf is the share that a number from 0 to 1 stands for, to the nearest millionth.
func RatioOf(f float64) Ratio { return Ratio(math.Round(f * float64(Whole))) }

// Of is that share of an amount, rounded to the nearest ten-thousandth, halves away from zero.
func (r Ratio) Of(a Amount) Amount { return share(a, int64(r), int64(Whole)) }

// Percent is the share as a person writes it: 45 %, 12.5 %.
func (r Ratio) Percent() string { return strconv.FormatFloat(float64(r)/1e4, 'f', -1, 64) + " %" }

// during is what an amount for each hour makes in a time.
func during(perHour Amount, d time.Duration) Amount {
	return share(perHour, int64(d), int64(time.Hour))
}

// share is a × n / of with nothing lost on the way, rounded to the nearest, halves away from zero. What does not fit is
// the greatest that does. n and of are not negative, and of is not zero.
func share(a Amount, n, of int64) Amount {
	high, low := bits.Mul64(magnitude(int64(a)), uint64(n)) //nolint:gosec // n is not negative
	low, carry := bits.Add64(low, uint64(of)/2, 0)          //nolint:gosec // of is positive
	high += carry
	if high >= uint64(of) { //nolint:gosec // of is positive
		return sign(a) * math.MaxInt64
	}
	q, _ := bits.Div64(high, low, uint64(of)) //nolint:gosec // of is positive
	return sign(a) * Amount(min(q, math.MaxInt64))
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n) //nolint:gosec // the magnitude of the least number is meant, too
	}
	return uint64(n)
}

func sign(a Amount) Amount {
	if a < 0 {
		return -1
	}
	return 1
}

// KnownCurrency tells whether a code is one of ISO 4217, in capitals: EUR.
func KnownCurrency(code string) bool { return code != "" && currency.IsValid(code) }

// Round is the amount to the smallest coin of a currency: cents of a euro, whole yen. Halves go away from zero.
func (a Amount) Round(code string) Amount {
	digits, ok := currency.GetDigits(code)
	if !ok {
		digits = 2
	}
	coin := Amount(1)
	for range 4 - min(digits, 4) {
		coin *= 10
	}
	return share(a, 1, int64(coin)) * coin
}

// Number is the rounded amount as a plain decimal number with the digits of its currency: 1234.50.
func (a Amount) Number(code string) string {
	digits, ok := currency.GetDigits(code)
	if !ok {
		digits = 2
	}
	a = a.Round(code)
	minus := ""
	if a < 0 {
		minus = "-"
	}
	m := magnitude(int64(a))
	whole, part := m/uint64(Unit), fmt.Sprintf("%04d", m%uint64(Unit))
	if digits == 0 {
		return minus + strconv.FormatUint(whole, 10)
	}
	return minus + strconv.FormatUint(whole, 10) + "." + part[:min(digits, 4)]
}

// In is the rounded amount as people of a language (en, fr, nl) write it, with its currency: €1,234.50, 1 234,50 €.
func (a Amount) In(code, language string) string {
	if !KnownCurrency(code) { // nothing more is known of it
		return strings.TrimSpace(a.Number(code) + " " + code)
	}
	money, err := currency.NewAmount(a.Number(code), code)
	if err != nil {
		return a.Number(code) + " " + code
	}
	return currency.NewFormatter(currency.NewLocale(language)).Format(money)
}
