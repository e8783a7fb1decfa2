package demo

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/notify"
	"github.com/almoner/almoner/store"
)

// gatewaySecret signs what the demo's telephones send. It guards nothing: a demo listens on this machine only.
const gatewaySecret = "the demo's telephones" //nolint:gosec // it is meant to be known

// Gateway takes what the demo's telephones send, as that of a real provider would.
func Gateway() notify.Receiver {
	g, err := notify.NewWebhook("https://gateway.demo.invalid/", gatewaySecret)
	if err != nil {
		panic("demo: " + err.Error()) // both arguments are ours
	}
	return g
}

// Reply sends a text message from a telephone of the demo through the door that a real gateway uses, signed as it signs. The mailbox keeps it first, so that
// it stands before the answer.
func Reply(n *node.Node) func(ctx context.Context, from, text string) error {
	return func(ctx context.Context, from, text string) error {
		id := uuid.New()
		body, err := json.Marshal(map[string]string{"from": from, "text": text, "id": id.String()})
		if err != nil {
			return fmt.Errorf("encode: %w", err)
		}
		if err := n.Store.KeepDemoMessage(ctx, store.DemoMessage{At: n.Now(), Channel: store.DemoReply, Recipient: from, Body: text, Links: []string{}, Key: id}); err != nil {
			return err
		}
		at := time.Now().Unix()
		sign := hmac.New(sha256.New, []byte(gatewaySecret))
		fmt.Fprintf(sign, "%d.%s", at, body)
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, n.Config.PublicURL+"/hooks/sms", bytes.NewReader(body))
		if err != nil {
			return fmt.Errorf("make request: %w", err)
		}
		r.Header.Set("Almoner-Signature", fmt.Sprintf("t=%d,v1=%s", at, hex.EncodeToString(sign.Sum(nil))))
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			return fmt.Errorf("reach the door: %w", err)
		}
		defer answer.Body.Close() //nolint:errcheck // only its status matters
		if answer.StatusCode >= http.StatusBadRequest {
			return fmt.Errorf("the door answers %d", answer.StatusCode)
		}
		return nil
	}
}
