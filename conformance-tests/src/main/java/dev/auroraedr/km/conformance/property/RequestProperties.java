package dev.auroraedr.km.conformance.property;

import dev.auroraedr.km.abi.ControlCode;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.suite.support.Judge;
import dev.auroraedr.km.conformance.suite.support.RequestOracle;
import dev.auroraedr.km.conformance.suite.support.RequestOracle.Verdict;
import dev.auroraedr.km.conformance.suite.support.Requests;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.target.ControlRequest;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any request is answered as the oracle of IOC-3 says, and a refused one changes nothing. */
class RequestProperties {
  private static final int LONGEST = 4096;

  private static final Judge JUDGE = new Judge(Clauses.IOC_2, Clauses.IOC_3, Clauses.IOC_4);

  @Provide
  Arbitrary<List<RequestPlan>> requests() {
    return RequestPlans.any().list().ofMinSize(1).ofMaxSize(Size.times(60));
  }

  @Property(tries = 40)
  @Clause({Clauses.IOC_2, Clauses.IOC_3, Clauses.IOC_4, Clauses.IOC_5, Clauses.IOC_9})
  void ioc3_anyRequests_areAnsweredAsTheClausesSay(@ForAll("requests") List<RequestPlan> plans) {
    onMachine(
        exchange ->
            plans.forEach(
                plan -> {
                  exchange.sendAndJudge(plan);
                  exchange.nothingElseChanged();
                }));
  }

  private static void onMachine(Consumer<Exchange> action) {
    try (TestBed bed = TestBed.boot(JUDGE)) {
      Exchange exchange = new Exchange(bed);
      action.accept(exchange);
      exchange.nothingElseChanged();
      bed.finish();
    }
  }

  @Example
  @Clause({Clauses.IOC_3, Clauses.IOC_7})
  void ioc3_everyInputLength_isAnsweredAsTheClausesSay() {
    onMachine(RequestProperties::allInputLengths);
  }

  private static void allInputLengths(Exchange exchange) {
    for (int code = ControlCode.QUERY_CALLBACK_HEALTH - 4;
        code <= ControlCode.STOP_EVENT_STREAM + 4;
        code += 4) {
      byte[] full = Arrays.copyOf(Requests.receiveInput(exchange.token()), LONGEST);
      for (int length = 0; length <= LONGEST; length++) {
        ControlRequest request = ControlRequest.of(code, Arrays.copyOf(full, length), 64);
        Verdict verdict = RequestOracle.of(request);
        if (verdict.kind() == RequestOracle.Kind.REFUSED) {
          exchange.session().refused(verdict.status(), request, "an input of " + length + " bytes");
        }
      }
    }
  }

  @Example
  @Clause({Clauses.IOC_3, Clauses.IOC_5})
  void ioc3_everyOutputLength_isAnsweredAsTheClausesSay() {
    onMachine(RequestProperties::allOutputLengths);
  }

  private static void allOutputLengths(Exchange exchange) {
    for (int length = 0; length <= LONGEST; length++) {
      exchange.sendAndJudge(plan(ControlCode.QUERY_CALLBACK_HEALTH, new byte[0], length));
      exchange.sendAndJudge(
          plan(ControlCode.QUERY_MINIFILTER_STATUS, Requests.queryInput(), length));
      if (length < LONGEST) {
        exchange.sendAndJudge(
            plan(ControlCode.START_EVENT_STREAM, Requests.receiveInput(exchange.token()), length));
      }
      if (length > 0 && length < 64) {
        exchange.sendAndJudge(
            plan(
                ControlCode.STOP_EVENT_STREAM,
                Requests.stopInput(Requests.strangeToken()),
                length));
        exchange.sendAndJudge(
            plan(ControlCode.START_EVENT_STREAM, Requests.openInput(1, 0), length));
      }
    }
  }

  private static RequestPlan plan(int code, byte[] input, int length) {
    return new RequestPlan(code, input, RequestPlan.TokenKind.AS_GENERATED, length);
  }
}
