// Package domain is the vocabulary of Almoner, without any input or output: events and commands, error codes, money, reference numbers.
// Each workflow has a package below it with its state, commands, events and rules.
//
// The words:
//
//   - A family makes a request; staff or a family may make an application. Each becomes a case with a reference.
//   - A command is a wish about one case; the rules may refuse it. An event is a fact; it is never refused.
//   - A stream is all events of one case, numbered from 1. The state is what the rules need, folded from the stream.
//   - A trustee is elected to decide; a panel is the trustees drawn for one request; a seat is one place on it.
//   - A guideline is the rules of a fund as data; an award is what a panel approved; a fund is what awards are paid from.
//   - To reserve is to set an approved amount aside; to release is to pay it out.
package domain
