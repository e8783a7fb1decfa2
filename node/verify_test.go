package node_test

import (
	"testing"

	"github.com/almoner/almoner/node"
)

// verify recomputes every hash and balance.
func verify(t *testing.T, n *node.Node) {
	t.Helper()
	_, findings, err := n.Desk.Handler.Verify(t.Context(), "county")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		t.Error(f)
	}
}
