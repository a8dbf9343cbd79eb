package cost

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// rawOrder is a line of which only the columns are known.
type rawOrder struct {
	line                                     int
	time, amount, currency, country, channel string
}

type rawOrders struct {
	columns columns
	lines   []rawOrder
}

// split parts the file into lines and columns.
func (o *Orders) split(data []byte, zone *time.Location) (rawOrders, error) {
	data, err := utf8Text(data)
	if err != nil {
		return rawOrders{}, err
	}
	r := csv.NewReader(bytes.NewReader(data))
	r.Comma, r.FieldsPerRecord, r.ReuseRecord = delimiter(data), -1, true
	var raw rawOrders
	for begun := false; ; {
		fields, err := r.Read()
		if errors.Is(err, io.EOF) {
			return raw, nil
		}
		var wrong *csv.ParseError
		if errors.As(err, &wrong) {
			o.Lines++
			o.bad(wrong.StartLine, fmt.Errorf("the quotes of the line do not match"))
			continue
		}
		if err != nil {
			return raw, err
		}
		if !begun {
			if len(fields) >= 1 && strings.HasPrefix(fields[0], "sep=") { // spreadsheets say the delimiter like this
				continue
			}
			columns, header, err := findColumns(fields, moments{zone: zone})
			if err != nil {
				return raw, err
			}
			raw.columns, begun = columns, true
			if header {
				continue
			}
		}
		if empty(fields) {
			continue
		}
		o.Lines++
		if len(raw.lines) == MaxOrders {
			return raw, fmt.Errorf("there are more than %d orders", MaxOrders)
		}
		line, _ := r.FieldPos(0)
		raw.lines = append(raw.lines, raw.columns.pick(line, fields))
	}
}

func empty(fields []string) bool {
	for _, f := range fields {
		if strings.TrimSpace(f) != "" {
			return false
		}
	}
	return true
}

// pick takes the columns out of a line.
func (c columns) pick(line int, fields []string) rawOrder {
	field := func(i int) string {
		if i < 0 || i >= len(fields) {
			return ""
		}
		return fields[i]
	}
	l := rawOrder{
		line: line, time: field(c.time), amount: field(c.amount),
		currency: field(c.currency), country: field(c.country), channel: field(c.channel),
	}
	if clock := field(c.clock); clock != "" {
		l.time += " " + clock
	}
	return l
}

// order reads a line.
func (l rawOrder) order(m moments, mark byte, otherwise string) (Order, error) {
	t, err := m.parse(l.time)
	if err != nil {
		return Order{}, err
	}
	a, code, err := parseNumber(l.amount, mark)
	if err != nil {
		return Order{}, err
	}
	if said := strings.TrimSpace(l.currency); said != "" {
		c := currencyCode(said)
		switch {
		case c == "":
			return Order{}, fmt.Errorf("%s is no currency", shown(said))
		case code != "" && code != c:
			return Order{}, fmt.Errorf("the amount is in %s, the column says %s", code, c)
		}
		code = c
	}
	if code == "" {
		code = otherwise
	}
	if code == "" {
		return Order{}, errors.New("there is no currency, neither on the line nor in the configuration")
	}
	return Order{Time: t, Amount: a, Currency: code, Country: countryCode(l.country), Channel: strings.TrimSpace(l.channel)}, nil
}

// utf8Text is the file in UTF-8 without a byte-order mark, whatever a spreadsheet wrote.
func utf8Text(data []byte) ([]byte, error) {
	switch {
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		return unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(data)
	case utf8.Valid(data):
		return bytes.TrimPrefix(data, []byte("\ufeff")), nil
	}
	return charmap.Windows1252.NewDecoder().Bytes(data)
}

// delimiter is what parts the columns: of a tab, a semicolon and a comma, the first that the first line holds, since
// amounts may hold commas.
func delimiter(data []byte) rune {
	line, rest, _ := bytes.Cut(data, []byte("\n"))
	if said, ok := bytes.CutPrefix(bytes.TrimSpace(line), []byte("sep=")); ok {
		if len(said) == 1 && bytes.ContainsAny(said, "\t;,|") {
			return rune(said[0])
		}
		line, _, _ = bytes.Cut(rest, []byte("\n"))
	}
	for _, d := range []byte{'\t', ';', '|'} {
		if bytes.IndexByte(line, d) >= 0 {
			return rune(d)
		}
	}
	return ','
}
