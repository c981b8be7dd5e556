package packet

import "encoding/binary"

// Greeting is the server's first packet.
type Greeting struct {
	ServerVersion string
	ThreadID      uint32
	Capabilities  Capability
	Collation     byte
	Status        Status
	Plugin        string
	Scramble      [20]byte
}

// Greet writes the initial handshake, protocol version 10.
func (c *Conn) Greet(g Greeting) error {
	b := append(c.Begin(), 10)
	b = append(append(b, g.ServerVersion...), 0)
	b = binary.LittleEndian.AppendUint32(b, g.ThreadID)
	b = append(append(b, g.Scramble[:8]...), 0)
	b = binary.LittleEndian.AppendUint16(b, uint16(g.Capabilities))
	b = append(b, g.Collation)
	b = binary.LittleEndian.AppendUint16(b, uint16(g.Status))
	b = binary.LittleEndian.AppendUint16(b, uint16(g.Capabilities>>16))
	b = append(b, byte(len(g.Scramble)+1))
	b = append(b, make([]byte, 10)...)
	b = append(append(b, g.Scramble[8:]...), 0)
	b = append(append(b, g.Plugin...), 0)
	if err := c.End(b); err != nil {
		return err
	}
	return c.Flush()
}

// Login is the client's answer to the greeting, or a COM_CHANGE_USER.
type Login struct {
	Capabilities Capability
	MaxPacket    uint32
	Collation    uint16
	User         string
	Response     []byte
	Database     string
	Plugin       string
	Attributes   map[string]string
}

const sslRequestSize = 32

// IsSSLRequest reports whether a packet asks for TLS and says nothing more.
func IsSSLRequest(payload []byte) bool {
	return len(payload) == sslRequestSize &&
		Capability(binary.LittleEndian.Uint32(payload))&(SSL|Protocol41) == SSL|Protocol41
}

// ParseLogin reads a handshake response of protocol 4.1. offered is what the
// server offered: what the client asks for beyond it does not count.
func ParseLogin(payload []byte, offered Capability) (Login, error) {
	d := &decoder{b: payload}
	var l Login
	l.Capabilities = Capability(d.u32())
	if l.Capabilities&Protocol41 == 0 {
		return Login{}, ErrMalformed
	}
	l.Capabilities &= offered
	l.MaxPacket = d.u32()
	l.Collation = uint16(d.u8())
	d.take(23)
	l.User = string(d.zString())
	switch {
	case l.Capabilities&PluginAuthLenEnc != 0:
		l.Response = clone(d.lenBytes())
	case l.Capabilities&SecureConnection != 0:
		l.Response = clone(d.take(int(d.u8())))
	default:
		l.Response = clone(d.zString())
	}
	if l.Capabilities&ConnectWithDB != 0 {
		l.Database = string(d.zString())
	}
	if l.Capabilities&PluginAuth != 0 {
		l.Plugin = string(d.zString())
	}
	if l.Capabilities&ConnectAttrs != 0 && len(d.b) > 0 {
		l.Attributes = attributes(d)
	}
	return l, d.err()
}

// ParseChangeUser reads the payload of COM_CHANGE_USER behind its command
// byte. agreed is what the connection agreed on.
func ParseChangeUser(payload []byte, agreed Capability) (Login, error) {
	d := &decoder{b: payload}
	l := Login{Capabilities: agreed}
	l.User = string(d.zString())
	if agreed&SecureConnection != 0 {
		l.Response = clone(d.take(int(d.u8())))
	} else {
		l.Response = clone(d.zString())
	}
	l.Database = string(d.zString())
	if len(d.b) >= 2 {
		l.Collation = d.u16()
	}
	if agreed&PluginAuth != 0 && len(d.b) > 0 {
		l.Plugin = string(d.zString())
	}
	if agreed&ConnectAttrs != 0 && len(d.b) > 0 {
		l.Attributes = attributes(d)
	}
	return l, d.err()
}

func attributes(d *decoder) map[string]string {
	all := &decoder{b: d.lenBytes()}
	out := map[string]string{}
	for len(all.b) > 0 && !all.bad && len(out) < 64 {
		k := string(all.lenBytes())
		out[k] = string(all.lenBytes())
	}
	d.bad = d.bad || all.bad
	return out
}

func clone(b []byte) []byte { return append([]byte(nil), b...) }

// AuthSwitch asks the client to log in by another plugin.
func (c *Conn) AuthSwitch(plugin string, data []byte) error {
	b := append(c.Begin(), 0xfe)
	b = append(append(b, plugin...), 0)
	if err := c.End(append(b, data...)); err != nil {
		return err
	}
	return c.Flush()
}

// AuthMore sends a plugin's next message.
func (c *Conn) AuthMore(data []byte) error {
	if err := c.End(append(append(c.Begin(), 0x01), data...)); err != nil {
		return err
	}
	return c.Flush()
}
