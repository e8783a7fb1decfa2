package domain

import (
	"errors"
	"fmt"
)

// Code says what kind of failure an Error is; clients see it in every problem document.
type Code string

// The codes. Each has one HTTP status (web/errors.go) and one fate on the bus (handlers/disposition.go).
const (
	Invalid          Code = "invalid"            // the input cannot be read as what it should be: 400
	Rejected         Code = "rejected"           // readable, but the rules say no: 422
	Unauthorized     Code = "unauthorized"       // nobody is signed in: 401
	Forbidden        Code = "forbidden"          // somebody is, but may not: 403
	NotFound         Code = "not_found"          // nothing there that the caller may know of: 404
	MethodNotAllowed Code = "method_not_allowed" // the path exists, the method does not: 405
	Conflict         Code = "conflict"           // settled otherwise in the meantime: 409
	TooLarge         Code = "too_large"          // body over its bound: 413
	RateLimited      Code = "rate_limited"       // too many requests from one place: 429
	Unavailable      Code = "unavailable"        // a part is down; the same call may succeed later: 503
	Internal         Code = "internal"           // a fault of ours: 500
)

// FieldError ties a sentence to the form field it is about.
type FieldError struct {
	Field   string `json:"field"`
	Message string `json:"message"`
}

// Error is a failure with a code. Message is an English sentence a person may read and holds no personal data; words.Say gives it in
// other languages. Err is for the log only.
type Error struct {
	Code    Code
	Message string
	Fields  []FieldError
	Err     error
}

// Error gives the sentence, then the cause if there is one.
func (e *Error) Error() string {
	if e.Err != nil {
		return e.Message + ": " + e.Err.Error()
	}
	return e.Message
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Errorf makes an Error without a cause.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// Because makes an Error that keeps its cause for the log.
func Because(err error, code Code, message string) *Error {
	return &Error{Code: code, Message: message, Err: err}
}

// CodeOf classifies any error: empty for nil, Internal for whatever nobody classified.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return Internal
}

// MessageOf gives the sentence a person may read; the unclassified get a neutral one.
func MessageOf(err error) string {
	var e *Error
	if errors.As(err, &e) && e.Code != Internal {
		return e.Message
	}
	return "Something went wrong on our side. Nothing you sent before was lost; please try again in a minute."
}
