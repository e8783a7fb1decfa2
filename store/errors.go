package store

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/almoner/almoner/domain"
)

// translate classifies what Postgres says, by SQLSTATE and constraint name. Errors that are classified already stay as they are.
func translate(err error) error {
	var classified *domain.Error
	if err == nil || errors.As(err, &classified) {
		return err
	}
	if errors.Is(err, pgx.ErrNoRows) {
		return domain.Because(err, domain.NotFound, "We cannot find that.")
	}
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return connection(err)
	}
	switch {
	case pg.Code == "23505": // unique_violation: somebody was faster; another try sees what they wrote
		return domain.Because(err, domain.Conflict, "Somebody else acted at the same moment. Please look again.")
	case pg.Code == "23503": // foreign_key_violation
		return domain.Because(err, domain.NotFound, "We know nobody of that id in this organization.")
	case pg.Code == "22021" || pg.Code == "22P05": // a character that no text may hold
		return domain.Because(err, domain.Invalid, "There is a character in this that cannot be kept. Please type it again.")
	case pg.Code == "23514" && strings.HasPrefix(pg.ConstraintName, "funds_"):
		return domain.Because(err, domain.Conflict, "The fund does not have that much available at the moment. Please look again.")
	case pg.Code == "23514" && pg.TableName == "awards":
		return domain.Because(err, domain.Forbidden, "Nobody may do two of approving, preparing and releasing for one award.")
	case pg.Code[:2] == "08", pg.Code[:2] == "53", pg.Code[:2] == "57", pg.Code[:2] == "40", pg.Code == "55P03", pg.Code == "25P03":
		return unavailable(err)
	}
	return err
}

// connection tells a server that cannot be reached from a mistake of ours.
func connection(err error) error {
	var connect *pgconn.ConnectError
	var network net.Error
	switch {
	case errors.As(err, &connect), errors.As(err, &network), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF),
		errors.Is(err, net.ErrClosed), errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled),
		pgconn.Timeout(err), pgconn.SafeToRetry(err), strings.Contains(err.Error(), "conn closed"), strings.Contains(err.Error(), "closed pool"):
		return unavailable(err)
	}
	return err
}

func unavailable(err error) error {
	return domain.Because(err, domain.Unavailable, "Our database does not answer at the moment. Nothing that was received is lost; please try again in a minute.")
}
