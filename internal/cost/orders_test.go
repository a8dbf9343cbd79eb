package cost

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

func read(t *testing.T, text string) *Orders {
	t.Helper()
	o, err := ReadOrders(strings.NewReader(text), OrdersOptions{Zone: zone(t, "Europe/Paris")})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// said is an order in one line, its time in UTC.
func said(o Order) string {
	return strings.TrimRight(fmt.Sprintf("%s %s %s %s %s", o.Time.UTC().Format("2006-01-02T15:04:05"), o.Amount.Number("CLF"), o.Currency, o.Country, o.Channel), " ")
}

func TestAnOrderIsReadHoweverTheFileIsWritten(t *testing.T) {
	const want = "2021-03-10T09:15:00 1234.5000 EUR BE web"
	for name, file := range map[string]string{
		"commas":                "time,amount,currency,country,channel\n2021-03-10T10:15:00+01:00,1234.50,EUR,BE,web\n",
		"no header":             "2021-03-10T09:15:00Z,1234.5,EUR,BE,web\n",
		"French":                "Date de la commande;Montant HT;Devise;Pays;Canal\n10/03/2021 10:15;1 234,50;EUR;Belgique;web\n",
		"narrow spaces":         "Horodatage;Montant;Devise;Pays;Canal\n10/03/2021 à 10h15;1\u202f234,50 €;;BE;web\n",
		"Dutch":                 "Besteldatum;Bedrag excl. btw;Munt;Land;Kanaal\n10-03-2021 10:15:00;1.234,50;EUR;België;web\n",
		"tabs":                  "Date\tHeure\tTotal\tDevise\tPays\tCanal\n10.03.2021\t10:15\t1234,5\teur\tbe\tweb\n",
		"a shop's export":       "Name,Created at,Currency,Subtotal,Total,Shipping Country,Source\n#1,2021-03-10 10:15:00 +0100,EUR,1234.50,1300.00,BE,web\n",
		"separate columns":      "date,time,amount,currency,country,channel\n2021-03-10,10:15,1234.50,EUR,BE,web\n",
		"currency in the title": "timestamp,Total (EUR),country,channel\n1615367700,1234.50,BE,web\n",
		"a byte-order mark":     "\ufeffdatum,totaal (€),land,bron\n2021-03-10 10:15,1234.50,BE,web\n",
		"quotes":                "time,amount,currency,country,channel\r\n\"2021-03-10 10:15\",\"1,234.50\",EUR,BE,\"web\"\r\n",
		"sep":                   "sep=;\ntime;amount;currency;country;channel\n2021-03-10 10:15;1234,50;EUR;BE;web\n",
		"half days":             "date/time,amount,currency,country,channel\n3/10/2021 10:15 AM,1234.50,EUR,BE,web\n3/25/2021 10:15 PM,1,EUR,BE,web\n",
		"milliseconds":          "time,amount,currency,country,channel\n1615367700000,1234.50,EUR,BE,web\n",
		"Swiss thousands":       "time,amount,currency,country,channel\n2021-03-10 10:15,1'234.50,EUR,BE,web\n",
	} {
		t.Run(name, func(t *testing.T) {
			o := read(t, file)
			if got := said(o.List[0]); got != want || o.AllBad != 0 {
				t.Errorf("read %q, want %q; bad: %v", got, want, o.Bad)
			}
		})
	}
}

func TestSpreadsheetsWriteOtherEncodings(t *testing.T) {
	file := "Date;Montant;Devise;Marché\n10/03/2021 10:15;12,50;EUR;België\n"
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(file)
	if err != nil {
		t.Fatal(err)
	}
	windows, err := charmap.Windows1252.NewEncoder().String(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{utf16, windows} {
		if got := said(read(t, s).List[0]); got != "2021-03-10T09:15:00 12.5000 EUR BE" {
			t.Errorf("read %q", got)
		}
	}
}

func TestBadLinesAreListedWithTheirNumberAndTheRestIsTaken(t *testing.T) {
	o := read(t, strings.Join([]string{
		"time,amount,currency", // 1
		"2021-03-10 10:15,12.50,EUR",
		"",
		"2021-02-30 10:15,12.50,EUR", // 4
		"2021-03-10,12.50,EUR",
		"2021-03-10 10:15,,EUR",
		"2021-03-10 10:15,twelve,EUR",
		"2021-03-10 10:15,12.50,EURX",
		"2021-03-10 10:15,12.50,",
		",12.50,EUR",
		"2021-03-10 25:15,12.50,EUR",
		"2021-03-10 10:15,999999999999,EUR", // 12
		"2021-03-10 10:16,-12.50,EUR",       // a refund is no bad line
		`2021-03-10 10:15,"12.50,EUR`,
	}, "\n"))
	if len(o.List) != 1 || o.Refunds != 1 || o.Lines != 12 {
		t.Errorf("%d orders, %d refunds of %d lines", len(o.List), o.Refunds, o.Lines)
	}
	want := []BadLine{
		{4, `"2021-02-30 10:15" is no time`},
		{5, "there is a date, but no time of day: the hours cannot be told apart"},
		{6, "there is no amount"},
		{7, `"twelve" is no amount`},
		{8, `"EURX" is no currency`},
		{9, "there is no currency, neither on the line nor in the configuration"},
		{10, "there is no time"},
		{11, `"2021-03-10 25:15" is no time`},
		{12, "the amount is above 100000000.00"},
		{14, "the quotes of the line do not match"},
	}
	if d := cmp.Diff(want, o.Bad); d != "" {
		t.Error(d)
	}
}

func TestATenthOfAThousandIsNotGuessed(t *testing.T) {
	for _, c := range []struct {
		amounts string
		want    string // of the first; empty: bad
	}{
		{"1,234 5", ""},
		{"1,234 5.50", "1234.0000"},
		{"1,234 5,50", "1.2340"},
		{"1.234 1.234.567", "1234.0000"},
		{"0,234 1", "0.2340"},
		{"1234,567 1", "1234.5670"},
		{"1.234,5 1", "1234.5000"},
		{"1.23.456 1", ""},
		{"12.34567 1", "12.3457"},
	} {
		first, second, _ := strings.Cut(c.amounts, " ")
		o := read(t, "time;amount;currency\n2021-03-10 10:00;"+first+";EUR\n2021-03-10 11:00;"+second+";EUR\n")
		got := ""
		if o.AllBad == 0 {
			got = o.List[0].Amount.Number("CLF")
		}
		if got != c.want {
			t.Errorf("%s was read as %q, want %q (%v)", c.amounts, got, c.want, o.Bad)
		}
	}
}

func TestAFileThatCannotBeReadSaysWhy(t *testing.T) {
	for file, want := range map[string]string{
		"":                             "holds none",
		"time,amount,currency\n":       "holds none",
		"when,what\n1,2\n":             "no column of times",
		"time,what\n2021-03-10,2\n":    "no column of amounts",
		"time,amount\n2021-03-10,2\n":  "line 2: there is a date",
		"time,amount\n1615367700,zz\n": "line 2: \"zz\" is no amount",
	} {
		if _, err := ReadOrders(strings.NewReader(file), OrdersOptions{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", file, err, want)
		}
	}
}

func hundredThousand() []byte {
	var b bytes.Buffer
	b.WriteString("Date;Montant;Devise;Pays;Canal\n")
	t := time.Date(2020, 12, 1, 0, 0, 0, 0, time.UTC)
	for i := range 100_000 {
		t = t.Add(time.Duration(60+i%40) * time.Second)
		fmt.Fprintf(&b, "%s;%d,%02d;EUR;%s;web\n", t.Format("02/01/2006 15:04:05"), 20+i%90, i%100, []string{"BE", "FR"}[i%2])
	}
	return b.Bytes()
}

func BenchmarkReadOrders(b *testing.B) {
	data, paris := hundredThousand(), zone(b, "Europe/Paris")
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if o, err := ReadOrders(bytes.NewReader(data), OrdersOptions{Zone: paris}); err != nil || len(o.List) != 100_000 {
			b.Fatal(err)
		}
	}
}

func FuzzReadOrders(f *testing.F) {
	f.Add([]byte("time,amount,currency\n2021-03-10T10:15:00+01:00,1234.50,EUR\n"))
	f.Add([]byte("Date;Montant;Devise\n10/03/2021 à 10h15;1\u202f234,50 €;\n"))
	f.Add([]byte("\xff\xfed\x00,\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		o, err := ReadOrders(bytes.NewReader(data), OrdersOptions{Currency: "EUR"})
		if err != nil {
			return
		}
		if len(o.List)+o.AllBad+o.Refunds != o.Lines {
			t.Errorf("of %d lines %d are orders, %d refunds and %d bad", o.Lines, len(o.List), o.Refunds, o.AllBad)
		}
		for i, x := range o.List {
			if x.Amount < 0 || x.Amount > MaxAmount+Unit || !KnownCurrency(x.Currency) || i > 0 && x.Time.Before(o.List[i-1].Time) {
				t.Errorf("order %d: %+v", i, x)
			}
		}
	})
}
