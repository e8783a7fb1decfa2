// Package testkit gives tests real servers instead of mocks. It is imported by _test.go files only. A package that
// uses Postgres should have `func TestMain(m *testing.M) { os.Exit(testkit.Main(m)) }`.
package testkit
