package dev.auroraedr.km.conformance.report;

import dev.auroraedr.km.conformance.engine.ClauseResult;
import dev.auroraedr.km.conformance.engine.Outcome;
import dev.auroraedr.km.conformance.engine.TestOutcome;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes JUnit XML for CI servers: one file a target, one suite a family of clauses, one case a
 * test; a clause without tests is a skipped case with its reason. Holds no system properties and no
 * paths, so that it may be published.
 */
public final class JUnitXml {
  private final TargetReport target;
  private final XMLStreamWriter xml;

  private JUnitXml(TargetReport target, XMLStreamWriter xml) {
    this.target = target;
    this.xml = xml;
  }

  /** Returns the target's results as XML text. */
  public static String write(TargetReport target) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
      new JUnitXml(target, xml).document();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("writing XML into memory can't fail", e);
    }
    return text.toString();
  }

  private void document() throws XMLStreamException {
    xml.writeStartDocument("UTF-8", "1.0");
    line();
    xml.writeStartElement("testsuites");
    xml.writeAttribute("name", target.name());
    for (Map.Entry<String, List<ClauseResult>> family : families().entrySet()) {
      suite(family.getKey(), family.getValue());
    }
    problems();
    line();
    xml.writeEndElement();
    xml.writeEndDocument();
  }

  private Map<String, List<ClauseResult>> families() {
    return target.clauses().stream()
        .collect(
            Collectors.groupingBy(
                clause -> clause.id().substring(0, clause.id().indexOf('-')),
                LinkedHashMap::new,
                Collectors.toList()));
  }

  private void suite(String family, List<ClauseResult> clauses) throws XMLStreamException {
    line();
    xml.writeStartElement("testsuite");
    xml.writeAttribute("name", target.name() + "." + family);
    for (ClauseResult clause : clauses) {
      List<TestOutcome> tests = testsOf(clause.id());
      for (TestOutcome test : tests) {
        testCase(clause, test);
      }
      if (clause.tests() == 0 && tests.isEmpty()) {
        skipped(clause);
      }
    }
    line();
    xml.writeEndElement();
  }

  /** A test that shows several clauses is written once, under its first. */
  private List<TestOutcome> testsOf(String id) {
    return target.tests().stream()
        .filter(
            test ->
                test.test().clauses().stream()
                    .filter(clause -> target.clause(clause).isPresent())
                    .findFirst()
                    .filter(id::equals)
                    .isPresent())
        .toList();
  }

  private void testCase(ClauseResult clause, TestOutcome test) throws XMLStreamException {
    String invocation = test.invocation().isEmpty() ? "" : " (" + test.invocation() + ")";
    String seconds = String.format(Locale.ROOT, "%.3f", test.took().toNanos() / 1e9);
    startCase(clause.id(), test.test().title() + invocation, seconds);
    if (test.verdict() != TestOutcome.Kind.PASSED) {
      boolean accepted = clause.outcome() == Outcome.DEVIATION;
      boolean failed = test.verdict() == TestOutcome.Kind.FAILED && !accepted;
      result(failed ? "failure" : "skipped", accepted ? clause.reason() : test.message());
    }
    xml.writeEndElement();
  }

  private void skipped(ClauseResult clause) throws XMLStreamException {
    startCase(clause.id(), clause.outcome().word(), "0.000");
    result("skipped", clause.reason());
    xml.writeEndElement();
  }

  private void problems() throws XMLStreamException {
    line();
    xml.writeStartElement("testsuite");
    xml.writeAttribute("name", target.name() + ".suite");
    for (String problem : target.problems()) {
      startCase("suite", problem, "0.000");
      result("failure", problem);
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private void startCase(String clause, String name, String seconds) throws XMLStreamException {
    line();
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", target.name() + "." + clause);
    xml.writeAttribute("name", printable(name));
    xml.writeAttribute("time", seconds);
  }

  private void result(String element, String message) throws XMLStreamException {
    xml.writeStartElement(element);
    xml.writeAttribute("message", printable(message.lines().findFirst().orElse("")));
    xml.writeCharacters(printable(message));
    xml.writeEndElement();
  }

  private void line() throws XMLStreamException {
    xml.writeCharacters("\n");
  }

  /** XML 1.0 has no form for most control characters and for lone surrogates. */
  private static String printable(String text) {
    StringBuilder kept = new StringBuilder();
    text.codePoints()
        .map(c -> c == '\n' || c == '\t' || (c >= 0x20 && c < 0xD800) || isUpper(c) ? c : 0xFFFD)
        .forEach(kept::appendCodePoint);
    return kept.toString();
  }

  private static boolean isUpper(int codePoint) {
    return codePoint > 0xDFFF && codePoint != 0xFFFE && codePoint != 0xFFFF;
  }
}
