// Package bench measures Almoner against a floor: the least that Postgres must do for the same requests, written by hand. Both
// run in one go against the same private server, because only ratios within one run mean anything.
package bench
