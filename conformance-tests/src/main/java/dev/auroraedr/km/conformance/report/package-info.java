/**
 * What a run leaves behind: {@code report.json}, JUnit XML and the self-contained {@code
 * report.html}. Writers take a {@link dev.auroraedr.km.conformance.report.ConformanceReport} and
 * return text; the command decides where it goes. Source of the formats: docs/report.md.
 */
package dev.auroraedr.km.conformance.report;
