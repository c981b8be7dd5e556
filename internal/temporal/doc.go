// Package temporal reads, computes and writes dates and times as MySQL does.
//
// It knows values only: no clock, no session, no engine. What a statement writes
// as a constant and what a column holds as text or number go through the same
// code, so that both are read alike. A Value may hold what no calendar has, a
// month or a day 0, as MySQL's functions take such dates apart.
package temporal
