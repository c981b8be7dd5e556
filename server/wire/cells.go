package wire

import (
	"encoding/binary"
	"math"
	"strconv"
	"strings"
	"time"

	"nanohouse/catalog"
	"nanohouse/server/packet"
)

// Cell is a value as text, as MySQL prints it; nil is NULL. Results that no
// engine made, like those of SHOW, are rows of cells.
type Cell []byte

// Cells writes one row of text.
func (w *Writer) Cells(row []Cell) error {
	if len(row) != len(w.out) {
		return &shapeError{want: len(w.out), got: len(row)}
	}
	b := w.conn.Begin()
	if w.format.Binary {
		b = w.binaryCells(b, row)
	} else {
		for i, c := range row {
			b = w.textCell(b, w.out[i].Type, c)
		}
	}
	w.rows++
	return w.conn.End(b)
}

func (w *Writer) textCell(b []byte, t catalog.Type, c Cell) []byte {
	if c == nil {
		return append(b, 0xfb)
	}
	if w.format.Charset.Latin1 && t.IsText() {
		c = appendLatin1(nil, c)
	}
	return packet.AppendLenString(b, c)
}

func (w *Writer) binaryCells(b []byte, row []Cell) []byte {
	b = append(b, 0)
	nulls := len(b)
	b = append(b, make([]byte, (len(row)+9)/8)...)
	for i, c := range row {
		if c == nil {
			b[nulls+(i+2)>>3] |= 1 << ((i + 2) & 7)
			continue
		}
		b = w.binaryCell(b, w.out[i].Type, c)
	}
	return b
}

func (w *Writer) binaryCell(b []byte, t catalog.Type, c Cell) []byte {
	s := string(c)
	switch {
	case t.IsUnsigned():
		n, _ := strconv.ParseUint(s, 10, 64)
		return appendWidth(b, n, intWidth(t.Kind))
	case t.IsInteger():
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil { // a whole number that GMS gave with a fraction
			f, _ := strconv.ParseFloat(s, 64)
			n = int64(f)
		}
		return appendWidth(b, uint64(n), intWidth(t.Kind))
	case t.Kind == catalog.Float:
		f, _ := strconv.ParseFloat(s, 32)
		return binary.LittleEndian.AppendUint32(b, math.Float32bits(float32(f)))
	case t.Kind == catalog.Double:
		f, _ := strconv.ParseFloat(s, 64)
		return binary.LittleEndian.AppendUint64(b, math.Float64bits(f))
	case t.Kind == catalog.Time:
		return appendBinaryTime(b, parseClock(s))
	case t.IsTemporal():
		return binaryInstant(b, t, s)
	}
	return w.textCell(b, t, c)
}

func binaryInstant(b []byte, t catalog.Type, s string) []byte {
	at, err := time.Parse("2006-01-02 15:04:05.999999", s)
	if err != nil {
		at, err = time.Parse("2006-01-02", s)
	}
	switch {
	case err != nil:
		return append(b, 0) // the zero date
	case t.Kind == catalog.Date:
		return appendBinaryDate(b, at.Unix()/86400)
	}
	return appendBinaryDateTime(b, at.UnixMicro())
}

// parseClock gives the microseconds of [-]hhh:mm:ss[.ffffff].
func parseClock(s string) int64 {
	rest, negative := strings.CutPrefix(s, "-")
	whole, fraction, _ := strings.Cut(rest, ".")
	var us int64
	for _, part := range strings.Split(whole, ":") {
		n, _ := strconv.ParseInt(part, 10, 64)
		us = us*60 + n
	}
	us *= microsPerSecond
	n, _ := strconv.ParseInt((fraction + "000000")[:6], 10, 64)
	if us += n; negative {
		return -us
	}
	return us
}
