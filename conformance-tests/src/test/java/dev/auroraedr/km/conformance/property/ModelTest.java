package dev.auroraedr.km.conformance.property;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.auroraedr.km.conformance.property.ModelStream.Expected;
import dev.auroraedr.km.conformance.property.Step.Verb;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The model and the stored form of sequences, without any machine. */
class ModelTest {
  @Test
  void shouldDropTheNewest_whenTheQueueIsFull() {
    ModelStream model = new ModelStream(1, 512);
    model.enqueue(256);
    model.enqueue(264);
    model.enqueue(256);
    model.enqueue(8);
    assertThat(model.receive(4096)).isEqualTo(new Expected(List.of(1L, 3L), 2));
    assertThat(model.delivered()).isEqualTo(2);
    assertThat(model.droppedAtStop()).isEqualTo(2);
    assertThat(model.lastNumber()).isEqualTo(4);
  }

  @Test
  void shouldEndTheBatchAtTheFirstEventThatDoesNotFit_whenASmallerOneFollows() {
    ModelStream model = new ModelStream(1, 16_384);
    model.enqueue(4000);
    model.enqueue(128);
    model.enqueue(64);
    assertThat(model.receive(4096).numbers()).containsExactly(1L);
    assertThat(model.receive(4096).numbers()).containsExactly(2L, 3L);
  }

  @Test
  void shouldCountWhatIsQueuedAsDropped_whenStopped() {
    ModelStream model = new ModelStream(1, 16_384);
    assertThat(model.deliver()).isEqualTo(new Expected(List.of(1L), 0));
    model.enqueue(256);
    assertThat(model.droppedAtStop()).isEqualTo(1);
  }

  @Property(tries = 200)
  void shouldReadBackWhatItStored(@ForAll Verb verb, @ForAll int choice, @ForAll int detail) {
    Step step = new Step(verb, choice, detail);
    assertThat(Step.parseAll(Step.store(List.of(step)))).containsExactly(step);
  }

  @Test
  void shouldSayWhatAStoredStepLooksLike_whenItIsMalformed() {
    assertThatThrownBy(() -> Step.parse("OPEN 1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("VERB choice detail")
        .hasMessageContaining("OPEN 1");
  }
}
