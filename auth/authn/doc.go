// Package authn proves who connects: MySQL auth plugins over the users of policy/users.yaml.
//
// The plugins are conversations: they see messages, not packets. A user who does
// not exist is asked the same things, and costs the same work, as one whose
// password is wrong, and every refusal has the same words.
package authn
