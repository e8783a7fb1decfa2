// Package bus is the only place that knows NATS: the server inside the process, the connection to it or to a real one, the two streams,
// and a Watermill publisher and subscriber on top of JetStream.
//
// EVENTS holds what happened, for every route to read at its own pace; it can be rebuilt from Postgres and is therefore written
// without waiting for the disk. INTAKE holds sealed requests while Postgres is away; an acknowledgment from it means "on disk"
// (embedded server) or "on a majority" (cluster).
//
// A router over these logs through watermill.NewSlogLogger; publisher and subscriber take a *slog.Logger themselves.
//
// Delivery is at least once and in no promised order. Whoever handles a message makes its effect happen once.
package bus
