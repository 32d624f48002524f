package dev.auroraedr.km.conformance.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.auroraedr.km.client.codec.EventView;

/** One JSON object a line; names are escaped to ASCII, so that unpaired surrogates survive. */
final class JsonEventPrinter implements EventPrinter {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final Terminal terminal;

  JsonEventPrinter(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void event(EventView event) {
    print(
        JSON.createObjectNode()
            .put("sequence", event.sequence())
            .put("type", event.type().name())
            .put("flags", event.flags())
            .put("timestamp", event.time().toString())
            .put("processId", Integer.toUnsignedLong(event.processId()))
            .put("threadId", Integer.toUnsignedLong(event.threadId()))
            .put("detail0", Integer.toUnsignedLong(event.detail0()))
            .put("detail1", Integer.toUnsignedLong(event.detail1()))
            .put("detail2", Long.toUnsignedString(event.detail2()))
            .put("name", event.name().toString())
            .put("name2", event.name2().toString()));
  }

  @Override
  public void dropped(long events) {
    if (events > 0) {
      print(JSON.createObjectNode().put("dropped", events));
    }
  }

  private void print(ObjectNode node) {
    try {
      terminal.out().println(JSON.writeValueAsString(node));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a node is always writable", e);
    }
  }
}
