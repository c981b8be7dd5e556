package packet

import "encoding/binary"

// OK is the end of a statement without rows.
type OK struct {
	Affected, InsertID uint64
	Status             Status
	Warnings           uint16
	Info               string
}

// OK writes an OK packet and flushes.
func (c *Conn) OK(ok OK) error {
	if err := c.End(appendOK(c.Begin(), 0x00, ok)); err != nil {
		return err
	}
	return c.Flush()
}

func appendOK(b []byte, header byte, ok OK) []byte {
	b = append(b, header)
	b = AppendLenInt(b, ok.Affected)
	b = AppendLenInt(b, ok.InsertID)
	b = binary.LittleEndian.AppendUint16(b, uint16(ok.Status))
	b = binary.LittleEndian.AppendUint16(b, ok.Warnings)
	if ok.Info == "" {
		return b
	}
	return AppendLenString(b, ok.Info)
}

// EndDefinitions ends the column definitions of a result: an EOF packet,
// where the client still expects one.
func (c *Conn) EndDefinitions(s Status) error {
	if c.Capabilities&DeprecateEOF != 0 {
		return nil
	}
	return c.End(appendEOF(c.Begin(), s, 0))
}

// EOF writes a plain EOF packet, as the end of prepared statements'
// definitions and of COM_FIELD_LIST.
func (c *Conn) EOF(s Status, warnings uint16) error { return c.End(appendEOF(c.Begin(), s, warnings)) }

// EndRows ends the rows of a result; it does not flush.
func (c *Conn) EndRows(s Status, warnings uint16) error {
	if c.Capabilities&DeprecateEOF != 0 {
		return c.End(appendOK(c.Begin(), 0xfe, OK{Status: s, Warnings: warnings}))
	}
	return c.End(appendEOF(c.Begin(), s, warnings))
}

func appendEOF(b []byte, s Status, warnings uint16) []byte {
	b = append(b, 0xfe)
	b = binary.LittleEndian.AppendUint16(b, warnings)
	return binary.LittleEndian.AppendUint16(b, uint16(s))
}

// Err writes an ERR packet and flushes. It may stand in place of a row.
func (c *Conn) Err(errno uint16, state, message string) error {
	b := append(c.Begin(), 0xff)
	b = binary.LittleEndian.AppendUint16(b, errno)
	if c.Capabilities == 0 || c.Capabilities&Protocol41 != 0 {
		b = append(append(b, '#'), (state + "HY000")[:5]...)
	}
	if len(message) > 4096 {
		message = message[:4096]
	}
	if err := c.End(append(b, message...)); err != nil {
		return err
	}
	return c.Flush()
}

// Definition describes a column.
type Definition struct {
	Schema, Table, OrgTable, Name, OrgName string

	Charset  uint16
	Length   uint32
	Type     FieldType
	Flags    uint16
	Decimals byte
}

// ColumnCount starts a result.
func (c *Conn) ColumnCount(n int) error { return c.End(AppendLenInt(c.Begin(), uint64(n))) }

// Define writes a column definition.
func (c *Conn) Define(d *Definition) error { return c.End(d.append(c.Begin())) }

// DefineDefault writes a column definition as COM_FIELD_LIST wants it: with a default value, NULL.
func (c *Conn) DefineDefault(d *Definition) error { return c.End(append(d.append(c.Begin()), 0xfb)) }

func (d *Definition) append(b []byte) []byte {
	b = AppendLenString(b, "def")
	b = AppendLenString(b, d.Schema)
	b = AppendLenString(b, d.Table)
	b = AppendLenString(b, d.OrgTable)
	b = AppendLenString(b, d.Name)
	b = AppendLenString(b, d.OrgName)
	b = append(b, 0x0c)
	b = binary.LittleEndian.AppendUint16(b, d.Charset)
	b = binary.LittleEndian.AppendUint32(b, d.Length)
	b = append(b, byte(d.Type))
	b = binary.LittleEndian.AppendUint16(b, d.Flags)
	return append(b, d.Decimals, 0, 0)
}

// Prepared answers COM_STMT_PREPARE; definitions of parameters and columns follow.
func (c *Conn) Prepared(id uint32, columns, params int, warnings uint16) error {
	b := append(c.Begin(), 0x00)
	b = binary.LittleEndian.AppendUint32(b, id)
	b = binary.LittleEndian.AppendUint16(b, uint16(columns))
	b = binary.LittleEndian.AppendUint16(b, uint16(params))
	b = append(b, 0)
	return c.End(binary.LittleEndian.AppendUint16(b, warnings))
}
