package web

import (
	"net/http"
	"strings"
)

// showOpenAPI describes the API from the same table that serves it, so that the two cannot differ.
func (s *Server) showOpenAPI(w http.ResponseWriter, _ *request) error {
	return writeJSON(w, http.StatusOK, s.openAPI())
}

type object = map[string]any

func (s *Server) openAPI() object {
	paths := map[string]object{}
	for _, r := range s.routes() {
		if !r.api || r.demo && s.Demo == nil {
			continue
		}
		if paths[r.pattern] == nil {
			paths[r.pattern] = object{}
		}
		paths[r.pattern][strings.ToLower(r.method)] = operation(r)
	}
	return object{
		"openapi": "3.1.0",
		"info":    object{"title": "Almoner", "version": "1", "description": "Requests for help, and what people do about them. Money is whole cents, times are UTC."},
		"paths":   paths,
		"components": object{
			"securitySchemes": object{
				"staff":   object{"type": "http", "scheme": "bearer", "description": "A token made by `almoner user`."},
				"receipt": object{"type": "http", "scheme": "bearer", "description": "The token that a request was answered with."},
			},
			"schemas": schemas(),
			"responses": object{"problem": object{
				"description": "An RFC 9457 problem.",
				"content":     object{"application/problem+json": object{"schema": reference("Problem")}},
			}},
		},
	}
}

func operation(r route) object {
	op := object{
		"summary": r.summary, "operationId": operationID(r),
		"responses": object{"default": object{"$ref": "#/components/responses/problem"}, success(r): object{
			"description": r.summary, "content": object{"application/json": object{"schema": answerOf(r)}},
		}},
	}
	var parameters []object
	for _, part := range strings.Split(r.pattern, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			parameters = append(parameters, object{"name": strings.TrimSuffix(name, "}"), "in": "path", "required": true, "schema": object{"type": "string"}})
		}
	}
	for _, name := range queries[r.pattern] {
		parameters = append(parameters, object{"name": name, "in": "query", "schema": object{"type": "string"}})
	}
	if strings.HasSuffix(r.pattern, "/requests") || strings.HasSuffix(r.pattern, "/deposits") {
		parameters = append(parameters, object{"name": "Idempotency-Key", "in": "header", "schema": object{"type": "string", "minLength": 8, "maxLength": 128}})
	}
	if parameters != nil {
		op["parameters"] = parameters
	}
	if body := bodyOf(r); body != nil {
		op["requestBody"] = object{"content": object{"application/json": object{"schema": body}}}
	}
	switch {
	case r.access.receipt:
		op["security"] = []object{{"receipt": []string{}}}
	case r.access.roles != nil:
		op["security"] = []object{{"staff": []string{}}}
	}
	return op
}

func operationID(r route) string {
	name := strings.NewReplacer("/api/v1/", "", "/", "-", "{", "", "}", "", ".", "-").Replace(r.pattern)
	return strings.ToLower(r.method) + "-" + strings.Trim(name, "-")
}

func success(r route) string {
	if r.method == "POST" && strings.HasSuffix(r.pattern, "/requests") {
		return "202"
	}
	return "200"
}

var queries = map[string][]string{
	v1 + "/organizations/{org}/programs/{program}": {"lang"},
	v1 + "/requests/{reference}":                   {"lang"},
	v1 + "/tasks":                                  {"cursor"},
	v1 + "/cases":                                  {"program", "status", "cursor"},
	v1 + "/applicants":                             {"program", "season", "status", "phase", "check", "consent", "group", "q", "cursor"},
	"/demo/mailbox.json":                           {"to"},
}

func reference(name string) object { return object{"$ref": "#/components/schemas/" + name} }

func text() object  { return object{"type": "string"} }
func cents() object { return object{"type": "integer", "minimum": 0, "description": "cents"} }
func moment() object {
	return object{"type": []string{"string", "null"}, "format": "date-time"}
}
func list(of object) object { return object{"type": "array", "items": of} }
func with(properties object, required ...string) object {
	return object{"type": "object", "properties": properties, "required": required}
}

func bodyOf(r route) object {
	switch r.pattern {
	case v1 + "/organizations/{org}/programs/{program}/requests":
		return with(object{"language": text(), "channel": text(), "answers": object{"type": "object", "description": "by the form's field keys"}}, "answers")
	case v1 + "/requests/{reference}/answers":
		return with(object{"answer": text()}, "answer")
	case v1 + "/tasks/{id}/actions/{action}":
		return with(object{"amount_cents": cents(), "reason": text(), "question": text(), "member_number": text(), "payee": text(), "method": text()})
	case v1 + "/cases/{reference}/actions/{action}":
		return object{"type": "object", "description": "By the action. Of a season: seat (application, group, reason), resize (group, capacity), add_group (like, capacity), " +
			"outline (group, topics), assign and unassign (group, coach), cancel_session (group, number), cancel_day (day), move_session (group, number, day, from, to), " +
			"attendance (group, number, present, excused), make_up (application, number), complete. Of an application: change (answers; reason, for an exception) among others."}
	case v1 + "/funds/{fund}/deposits":
		return with(object{"amount_cents": cents()}, "amount_cents")
	case v1 + "/people/{id}/actions/{action}":
		return with(object{"role": text(), "until": text(), "other": text()})
	case v1 + "/stuck/{id}/actions/{action}":
		return with(object{"reason": text()})
	case "/demo/clock":
		return with(object{"advance": text()}, "advance")
	case "/demo/bus":
		return with(object{"stop_for": text(), "redeliver_last": object{"type": "integer"}})
	}
	return nil
}

func answerOf(r route) object {
	switch r.pattern {
	case v1 + "/organizations":
		return with(object{"organizations": list(with(object{"key": text(), "name": text()}))})
	case v1 + "/organizations/{org}/programs":
		return with(object{"programs": list(with(object{"key": text(), "name": text(), "kind": text(), "open": object{"type": "boolean"}}))})
	case v1 + "/organizations/{org}/programs/{program}":
		return reference("Form")
	case v1 + "/organizations/{org}/programs/{program}/requests":
		return reference("Receipt")
	case v1 + "/requests/{reference}", v1 + "/requests/{reference}/answers", v1 + "/requests/{reference}/withdraw":
		return reference("Status")
	case v1 + "/tasks":
		return with(object{"tasks": list(reference("Task")), "next_cursor": text()})
	case v1 + "/tasks/{id}/actions/{action}":
		return with(object{"task": reference("Task"), "result": reference("Outcome")})
	case v1 + "/funds", v1 + "/funds/{fund}/deposits":
		return with(object{"funds": list(reference("Fund"))})
	case v1 + "/applicants":
		return with(object{"applicants": list(with(object{
			"reference": text(), "applicant": text(), "program": text(), "status": text(), "phase": text(), "season": text(), "group": text(), "since": moment(),
			"checks_missing": list(text()), "unsigned": list(text()), "unclear": list(text()),
		}, "reference", "status", "phase")), "bounded": object{"type": "boolean"}, "next_cursor": text()}, "applicants", "bounded", "next_cursor")
	case v1 + "/cases":
		return with(object{"cases": list(reference("Case")), "next_cursor": text()})
	case v1 + "/cases/{reference}":
		return reference("Case")
	case v1 + "/people":
		return with(object{"people": list(with(object{"id": text(), "roles": list(text()), "signed_in_at": moment()}))})
	case v1 + "/people/{id}/actions/{action}":
		return with(object{"id": text(), "token": text()}, "id")
	case v1 + "/stuck":
		return with(object{"stuck": list(with(object{
			"id": text(), "event": text(), "route": text(), "since": moment(), "attempts": object{"type": "integer"}, "code": text(), "reason": text(),
		})), "of_nobody": object{"type": "integer"}})
	case v1 + "/stuck/{id}/actions/{action}":
		return with(object{"id": text()}, "id")
	case v1 + "/seasons":
		return with(object{"seasons": list(reference("Season"))})
	}
	return object{}
}

func schemas() object {
	next := with(object{"who": text(), "by": moment()})
	return object{
		"Problem": with(object{
			"type": text(), "title": text(), "status": object{"type": "integer"}, "detail": text(), "code": text(),
			"errors": list(with(object{"field": text(), "message": text()})),
		}, "status", "code"),
		"Form": with(object{"key": text(), "name": text(), "kind": text(), "fields": list(with(object{
			"key": text(), "label": text(), "type": text(), "required": object{"type": "boolean"}, "help": text(),
			"options": list(with(object{"key": text(), "label": text()})),
		}))}),
		"Receipt": with(object{"id": text(), "reference": text(), "token": text(), "status_url": text(), "received_at": moment()}, "id", "reference", "token", "status_url", "received_at"),
		"Status": with(object{
			"reference": text(), "organization": text(), "program": text(), "status": text(), "received_at": moment(), "next": next,
			"history":   list(with(object{"at": moment(), "code": text(), "text": text()})),
			"questions": list(with(object{"question": text(), "asked_at": moment(), "answer": text(), "answered_at": moment()})),
			"decision":  with(object{"outcome": text(), "asked_cents": cents(), "amount_cents": cents(), "reasons": list(text())}),
		}, "reference", "status", "next", "history"),
		"Task": with(object{
			"id": text(), "kind": text(), "organization": text(), "program": text(), "reference": text(), "due_at": moment(),
			"actions": list(text()), "facts": object{"type": "object"},
		}, "id", "kind", "actions"),
		"Outcome": with(object{"event": text(), "status": text(), "late": object{"type": "boolean"}}),
		"Fund":    with(object{"key": text(), "available_cents": cents(), "reserved_cents": cents(), "paid_cents": cents(), "received_cents": cents()}),
		"Season": with(object{
			"reference": text(), "program": text(), "season": text(), "phase": text(), "first_day": moment(), "last_day": moment(), "places": object{"type": "integer"},
			"taken": object{"type": "integer"}, "waiting": object{"type": "integer"}, "groups_short_of_coaches": object{"type": "integer"},
		}),
		"Case": with(object{
			"id": text(), "reference": text(), "organization": text(), "program": text(), "status": text(), "phase": text(), "emergency": object{"type": "boolean"},
			"channel": text(), "asked_cents": cents(), "award_cents": cents(), "received_at": moment(), "updated_at": moment(), "closed_at": moment(), "next": next,
		}),
	}
}
