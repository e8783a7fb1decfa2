// Package programs is the catalog of what organizations offer, as data: one YAML file per program in a folder per
// organization, with the form it asks and the rules its requests run under. The package reads and checks the files strictly,
// with line and reason for whatever is wrong, and checks submitted answers against a form.
//
// Another department starts by writing <organization>/organization.yaml and <organization>/<program>.yaml; no code changes.
package programs
