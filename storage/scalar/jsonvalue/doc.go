// Package jsonvalue has MySQL's JSON values: how they are read, printed,
// compared and found by path.
//
// A value is more than JSON's text can say: MySQL tells decimals from doubles,
// and has dates, times and bytes within documents. Between the engine's
// functions a document is a text, in which a letter before a scalar says so:
//
//	d1.50                           a decimal
//	u7                              an unsigned whole number
//	D"2024-02-29"                   a date
//	T"10:11:12.000000"              a time
//	S"2024-02-29 10:11:12.000000"   a date and time
//	B15"YWI="                       bytes, of MySQL's type 15, in base64
//
// Plain JSON text, as files hold it, is a document too. Print gives the text that
// clients see; Encode keeps the letters.
package jsonvalue
