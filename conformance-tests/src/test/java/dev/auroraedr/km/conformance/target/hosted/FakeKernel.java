package dev.auroraedr.km.conformance.target.hosted;

import dev.auroraedr.km.conformance.target.hosted.Message.Reply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A kernel that answers as a test says, and remembers what it was asked. Thread-safe. */
final class FakeKernel implements HostedKernel {
  private final Map<Integer, Function<Reply, Message>> answers = new HashMap<>();
  private final List<Integer> asked = new ArrayList<>();
  private boolean closed;

  FakeKernel on(int operation, Function<Reply, Message> answer) {
    answers.put(operation, answer);
    return this;
  }

  @Override
  public Reply call(int operation, Message message) {
    Function<Reply, Message> answer;
    synchronized (this) {
      asked.add(operation);
      answer = answers.getOrDefault(operation, input -> new Message());
    }
    return new Reply(answer.apply(new Reply(message.toBytes())).toBytes());
  }

  /** How often an operation was asked for. */
  synchronized long count(int operation) {
    return asked.stream().filter(one -> one == operation).count();
  }

  /** Which of these were asked for, in order. */
  synchronized List<Integer> askedAmong(Integer... operations) {
    return asked.stream().filter(List.of(operations)::contains).toList();
  }

  @Override
  public List<String> violations() {
    return List.of();
  }

  @Override
  public synchronized boolean closed() {
    return closed;
  }

  @Override
  public synchronized void close() {
    closed = true;
  }
}
