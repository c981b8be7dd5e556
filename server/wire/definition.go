package wire

import (
	"nanohouse/catalog"
	"nanohouse/planner/plan"
	"nanohouse/server/packet"
)

// BinaryCharset is the collation id of everything that is not text.
const BinaryCharset = 63

// notFixed is the number of decimals of FLOAT and DOUBLE, since with another one
// some clients round the values, and of texts that an expression makes.
const notFixed = 31

// Definition describes an output column as MySQL does. text is the collation
// id of text columns, width the greatest number of bytes of its characters.
func Definition(o plan.Output, text Charset) packet.Definition {
	d := packet.Definition{
		Schema: o.Domain, Table: o.Table, OrgTable: o.OrgTable, Name: o.Name, OrgName: o.OrgName,
		Charset: BinaryCharset,
	}
	if !o.Nullable {
		d.Flags |= packet.FlagNotNull
	}
	if o.PrimaryKey {
		d.Flags |= packet.FlagPriKey
	}
	stored := o.OrgName != ""
	if stored && !o.Nullable {
		d.Flags |= packet.FlagNoDefault
	}
	switch t := o.Type; t.Kind {
	case catalog.String, catalog.UUID:
		defineText(&d, t, text)
		if !stored {
			d.Decimals = notFixed
		}
	case catalog.Bytes:
		defineBytes(&d, t)
	case catalog.JSON:
		d.Type, d.Length = packet.TypeJSON, 1<<32-1
		d.Flags |= packet.FlagBlob | packet.FlagBinary
	case catalog.Date, catalog.DateTime, catalog.Timestamp, catalog.Time:
		defineTemporal(&d, t)
	default:
		defineNumber(&d, t)
		if !stored {
			d.Flags |= packet.FlagBinary
			if d.Type == packet.TypeLongLong || d.Type == packet.TypeDouble {
				d.Length++ // room for a sign, as MySQL has it
			}
		}
	}
	return d
}

func defineText(d *packet.Definition, t catalog.Type, text Charset) {
	d.Charset = text.Collation
	switch {
	case t.Kind == catalog.UUID:
		d.Type, d.Length = packet.TypeString, 36*text.Width
	case t.Length == 0 || t.Length > 65535:
		d.Type, d.Length = packet.TypeBlob, 1<<32-1
		d.Flags |= packet.FlagBlob
	default:
		d.Type, d.Length = packet.TypeVarString, t.Length*text.Width
	}
}

func defineBytes(d *packet.Definition, t catalog.Type) {
	d.Flags |= packet.FlagBinary
	if t.Length > 0 && t.Length <= 65535 {
		d.Type, d.Length = packet.TypeVarString, t.Length
		return
	}
	d.Type, d.Length = packet.TypeBlob, 1<<32-1
	d.Flags |= packet.FlagBlob
}

func defineTemporal(d *packet.Definition, t catalog.Type) {
	d.Flags |= packet.FlagBinary
	switch t.Kind {
	case catalog.Date:
		d.Type, d.Length = packet.TypeDate, 10
		return
	case catalog.DateTime:
		d.Type, d.Length = packet.TypeDateTime, 19
	case catalog.Timestamp:
		d.Type, d.Length = packet.TypeTimestamp, 19
	default:
		d.Type, d.Length = packet.TypeTime, 10
	}
	if t.Precision > 0 {
		d.Decimals = t.Precision
		d.Length += uint32(t.Precision) + 1
	}
}

func defineNumber(d *packet.Definition, t catalog.Type) {
	if t.IsUnsigned() {
		d.Flags |= packet.FlagUnsigned
	}
	switch t.Kind {
	case catalog.Bool:
		d.Type, d.Length = packet.TypeTiny, 1
	case catalog.Int8:
		d.Type, d.Length = packet.TypeTiny, 4
	case catalog.UInt8:
		d.Type, d.Length = packet.TypeTiny, 3
	case catalog.Int16:
		d.Type, d.Length = packet.TypeShort, 6
	case catalog.UInt16:
		d.Type, d.Length = packet.TypeShort, 5
	case catalog.Int32:
		d.Type, d.Length = packet.TypeLong, 11
	case catalog.UInt32:
		d.Type, d.Length = packet.TypeLong, 10
	case catalog.Int64, catalog.UInt64:
		d.Type, d.Length = packet.TypeLongLong, 20
	case catalog.Decimal:
		d.Type, d.Length, d.Decimals = packet.TypeNewDecimal, uint32(t.Precision)+1, t.Scale
		if t.Scale > 0 {
			d.Length++
		}
	case catalog.Float:
		d.Type, d.Length, d.Decimals = packet.TypeFloat, 12, notFixed
	case catalog.Double:
		d.Type, d.Length, d.Decimals = packet.TypeDouble, 22, notFixed
	default:
		d.Type = packet.TypeNull
		d.Flags &^= packet.FlagNotNull
	}
}
