// Package packet speaks the MySQL client/server protocol: framing, the
// handshake, commands and the packets of an answer.
//
// Nothing that a client sends can make it panic; a malformed packet is
// ErrMalformed. It knows nothing of SQL, sessions or policy.
package packet
