package cost

import (
	"errors"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// columns are the places of what is read of a line; -1 where there is none.
type columns struct {
	time, clock, amount, currency, country, channel int
	code                                            string // the currency that the name of the amount's column holds
	amountName                                      string // as the file writes it; empty where there is no header
}

// names are the words for a column in English, French and Dutch, the best first: only letters and digits, no accents, no
// capitals. Amounts without VAT come before those with it, since a loss is reckoned without.
var names = struct{ time, date, clock, amount, currency, country, channel []string }{
	time: []string{
		"time", "datetime", "dateandtime", "timestamp", "orderdate", "ordertime", "orderedat", "created", "createdat", "datecreated", "creationdate", "placedat",
		"paidat", "processedat", "dateetheure", "dateheure", "horodatage", "datecommande", "datedecommande", "datedelacommande", "creele", "datecreation",
		"datedecreation", "tijdstip", "datumtijd", "datumentijd", "besteldatum", "orderdatum", "datumbestelling", "besteldop", "aangemaaktop", "aangemaakt",
	},
	date:  []string{"date", "day", "datum", "dag", "jour"},
	clock: []string{"time", "hour", "clock", "heure", "tijd", "uur", "timeofday", "ordertime"},
	amount: []string{
		"totalexclvat", "totalexcltax", "totalexcludingtax", "amountexclvat", "amountexcltax", "netamount", "nettotal", "netsales", "net", "montantht", "totalht", "prixht",
		"bedragexclbtw", "totaalexclbtw", "exclbtw", "nettobedrag", "subtotal", "soustotal", "subtotaal", "amount", "ordertotal", "ordertotalamount", "ordervalue", "total", "totalprice",
		"grandtotal", "totalpaid", "value", "price", "sum", "sales", "revenue", "turnover", "montant", "montantttc", "totalttc", "prix", "somme", "ventes", "bedrag",
		"bedraginclbtw", "totaalinclbtw", "totaal", "totaalbedrag", "orderbedrag", "prijs", "omzet", "som",
	},
	currency: []string{"currency", "currencycode", "devise", "monnaie", "munt", "munteenheid", "valuta", "valutacode"},
	country: []string{
		"country", "countrycode", "market", "shippingcountry", "shippingcountrycode", "billingcountry", "billingcountrycode", "deliverycountry", "pays", "codepays", "marche",
		"paysdelivraison", "land", "landcode", "markt", "leverland", "verzendland", "bezorgland",
	},
	channel: []string{"channel", "saleschannel", "source", "sourcename", "canal", "canaldevente", "kanaal", "verkoopkanaal", "bron"},
}

// Why a file of orders cannot be read.
var (
	errNoTimeColumn   = errors.New("no column of times was found in the first line: call one \"time\", \"date et heure\" or \"tijdstip\"")
	errNoAmountColumn = errors.New("no column of amounts was found in the first line: call one \"amount\", \"montant\" or \"bedrag\"")
)

// findColumns reads the header. A file without one has time, amount, currency, country and channel in this order.
func findColumns(first []string, m moments) (c columns, header bool, err error) {
	if len(first) >= 2 {
		_, when := m.parse(first[0])
		_, _, amount := parseNumber(first[1], '.')
		if when == nil && amount == nil {
			c = columns{time: 0, clock: -1, amount: 1, currency: 2, country: 3, channel: 4}
			return c, false, nil
		}
	}
	plain := make([]string, len(first))
	for i, s := range first {
		plain[i] = plainName(s)
	}
	c = columns{
		clock: -1, currency: column(plain, names.currency),
		country: column(plain, names.country), channel: column(plain, names.channel),
	}
	if c.time = column(plain, names.date); c.time >= 0 {
		c.clock = column(plain, names.clock)
	}
	if c.clock < 0 {
		if full := column(plain, names.time); full >= 0 {
			c.time = full
		}
	}
	if c.time < 0 {
		return c, true, errNoTimeColumn
	}
	if c.amount = column(plain, names.amount); c.amount < 0 {
		c.amount, c.code = columnWithCurrency(plain)
	}
	if c.amount < 0 {
		return c, true, errNoAmountColumn
	}
	c.amountName = strings.TrimSpace(first[c.amount])
	return c, true, nil
}

func column(plain, words []string) int {
	for _, w := range words {
		for i, p := range plain {
			if p == w {
				return i
			}
		}
	}
	return -1
}

// columnWithCurrency finds an amount whose column says the currency: Total (EUR).
func columnWithCurrency(plain []string) (i int, code string) {
	cut := make([]string, len(plain))
	for i, p := range plain {
		if n := len(p) - 3; n > 0 && KnownCurrency(strings.ToUpper(p[n:])) {
			cut[i] = p[:n]
		}
	}
	if i = column(cut, names.amount); i < 0 {
		return -1, ""
	}
	return i, strings.ToUpper(plain[i][len(cut[i]):])
}

// plainName is a column's name without capitals, accents, spaces and signs; a euro sign is the word.
func plainName(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ReplaceAll(s, "€", "eur")) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}
