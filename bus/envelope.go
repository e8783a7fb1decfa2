package bus

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Metadata that is about the way of a message and never becomes a header. What arrives under MetadataSubject is ignored by a
// subscriber and set by a sender only, so that a message passed on does not go back to where it came from.
const (
	MetadataSubject  = "subject"          // where to publish this message, instead of the topic of the call
	MetadataArrived  = "received-subject" // the subject it arrived on
	MetadataDelivery = "delivery"         // 1 for the first delivery, 2 for the next
)

// MetadataMsgID is the header by which the server recognizes a message sent twice; the message's UUID where it is not set.
const MetadataMsgID = jetstream.MsgIDHeader

// headerUUID carries a message's UUID where it differs from its Nats-Msg-Id.
const headerUUID = "Message-Uuid"

// Reasons for which a message cannot be read; Malformed gets one of them, wrapped.
var (
	ErrNoUUID        = errors.New("message has no UUID")
	ErrDoubledHeader = errors.New("message has a header twice")
	ErrTooLarge      = errors.New("message is too large")
)

// toNATS puts all metadata into headers of the same name, and refuses what a header cannot carry unchanged.
func toNATS(subject string, msg *message.Message) (*nats.Msg, error) {
	if msg.UUID == "" {
		return nil, ErrNoUUID
	}
	out := &nats.Msg{Subject: subject, Data: msg.Payload, Header: make(nats.Header, len(msg.Metadata)+1)}
	for key, value := range msg.Metadata {
		switch key {
		case MetadataSubject, MetadataArrived, MetadataDelivery:
			continue
		case headerUUID:
			return nil, fmt.Errorf("metadata %q is reserved", key)
		}
		if !headerKey(key) || strings.TrimSpace(value) != value || strings.ContainsAny(value, "\r\n") {
			return nil, fmt.Errorf("metadata %q cannot be a header", key)
		}
		out.Header[key] = []string{value}
	}
	if id := msg.Metadata[MetadataMsgID]; id == "" {
		out.Header[MetadataMsgID] = []string{msg.UUID}
	} else if id != msg.UUID {
		out.Header[headerUUID] = []string{msg.UUID}
	}
	if subject := msg.Metadata[MetadataSubject]; subject != "" {
		out.Subject = subject
	}
	return out, nil
}

func headerKey(key string) bool {
	for _, r := range key {
		if r <= ' ' || r > '~' || r == ':' {
			return false
		}
	}
	return key != ""
}

// fromNATS is the way back. It returns either a message or the reason why there is none.
func fromNATS(in *nats.Msg, delivery uint64, bytesMax int) (*message.Message, error) {
	if in.Size() > bytesMax {
		return nil, fmt.Errorf("%w: %d bytes", ErrTooLarge, in.Size())
	}
	metadata := make(message.Metadata, len(in.Header)+2)
	for key, values := range in.Header {
		if len(values) != 1 {
			return nil, fmt.Errorf("%w: %q", ErrDoubledHeader, key)
		}
		metadata[key] = values[0]
	}
	uuid := metadata[headerUUID]
	if uuid == "" {
		uuid = metadata[MetadataMsgID]
		delete(metadata, MetadataMsgID)
	}
	if uuid == "" {
		return nil, ErrNoUUID
	}
	delete(metadata, headerUUID)
	delete(metadata, MetadataSubject)
	metadata[MetadataArrived] = in.Subject
	metadata[MetadataDelivery] = strconv.FormatUint(delivery, 10)
	msg := message.NewMessage(uuid, in.Data)
	msg.Metadata = metadata
	return msg, nil
}
