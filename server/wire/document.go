package wire

import (
	"nanohouse/internal/sqlerr"
	"nanohouse/server/packet"
	"nanohouse/storage"
	"nanohouse/storage/scalar/jsonvalue"
)

// documents prints JSON as MySQL does: files and functions write it as they like.
type documents struct {
	charset Charset
	text    []byte
	ends    []int // where each row's text ends
}

// print reads a batch's documents, before the first of its rows is written.
func (e *documents) print(v *storage.Vector) error {
	values := v.Data.([]storage.String)
	e.text, e.ends = e.text[:0], e.ends[:0]
	for row := range values {
		if !v.IsNull(row) {
			doc, err := jsonvalue.Parse(string(values[row].Bytes()))
			switch {
			case err == nil:
				e.text = doc.AppendPrint(e.text)
			case err.TooDeep:
				return sqlerr.New(sqlerr.JSONTooDeep, "The JSON document exceeds the maximum depth.")
			default:
				return sqlerr.New(sqlerr.BadJSON, "Invalid JSON text: \"%s\" at position %d.", err.Reason, err.Offset)
			}
		}
		e.ends = append(e.ends, len(e.text))
	}
	return nil
}

func (e *documents) load(v *storage.Vector) bool {
	_, ok := v.Data.([]storage.String)
	return ok
}

func (e *documents) append(dst []byte, row int) []byte {
	start := 0
	if row > 0 {
		start = e.ends[row-1]
	}
	doc := e.text[start:e.ends[row]]
	if e.charset.Latin1 {
		doc = e.charset.Encode(string(doc))
	}
	return packet.AppendLenString(dst, doc)
}
