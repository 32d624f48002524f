package dev.auroraedr.km.conformance.diff;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.auroraedr.km.conformance.engine.RunRefusedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Scripts on file, with what was seen of them where they were recorded; docs/diff.md. A name that
 * ends with {@code .gz} is compressed.
 *
 * @param schema 1
 * @param title what it is, one line
 * @param target whose observations it holds; null for none
 * @param image the driver's image that was recorded; null where there is none
 * @param seed of the run that it comes from
 * @param scripts one or more
 */
@JsonInclude(Include.NON_NULL)
public record ScriptFile(
    int schema, String title, String target, String image, long seed, List<Recorded> scripts) {
  private static final byte[] GZIP = {0x1F, (byte) 0x8B};

  /**
   * A script, and what was seen.
   *
   * @param machine the machine
   * @param steps what is done
   * @param seen what was seen of each step, and of the end; null where nothing was recorded
   */
  @JsonInclude(Include.NON_NULL)
  public record Recorded(MachinePlan machine, List<Step> steps, List<List<String>> seen) {
    /** A script without observations. */
    public static Recorded of(Script script) {
      return new Recorded(script.machine(), script.steps(), null);
    }

    /** The script. */
    public Script script() {
      return new Script(machine, steps);
    }
  }

  /** A divergence as a file that both targets replay. */
  public static ScriptFile of(Divergence divergence, String title, long seed) {
    return new ScriptFile(1, title, null, null, seed, List.of(Recorded.of(divergence.script())));
  }

  /** Reads a file's content. */
  public static ScriptFile read(InputStream content) throws IOException {
    byte[] bytes = content.readAllBytes();
    boolean compressed = bytes.length > 1 && bytes[0] == GZIP[0] && bytes[1] == GZIP[1];
    if (compressed) {
      bytes = new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
    }
    ScriptFile file = ScriptJson.MAPPER.readValue(bytes, ScriptFile.class);
    if (file.schema != 1 || file.scripts == null || file.scripts.isEmpty()) {
      throw new IOException("it must have schema 1 and scripts");
    }
    return file;
  }

  /**
   * Reads a file.
   *
   * @throws RunRefusedException if it is none, with what was found
   */
  public static ScriptFile read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in);
    } catch (JsonProcessingException e) {
      throw new RunRefusedException(
          "script file " + file + " can't be understood: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new RunRefusedException("script file " + file + " can't be read: " + e.getMessage());
    }
  }

  /** Writes a file, its directory too. */
  public void write(Path file) {
    byte[] bytes = text().getBytes(StandardCharsets.UTF_8);
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(file, file.toString().endsWith(".gz") ? compressed(bytes) : bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("can't write " + file + ": " + e.getMessage(), e);
    }
  }

  private static byte[] compressed(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  /** The file's text: each step and each thing seen on a line of its own. */
  public String text() {
    StringBuilder text = new StringBuilder("{\n");
    text.append(" \"schema\": 1,\n \"title\": ").append(json(title)).append(",\n");
    if (target != null) {
      text.append(" \"target\": ").append(json(target)).append(",\n");
    }
    if (image != null) {
      text.append(" \"image\": ").append(json(image)).append(",\n");
    }
    text.append(" \"seed\": ").append(seed).append(",\n \"scripts\": [");
    for (int i = 0; i < scripts.size(); i++) {
      text.append(i == 0 ? "\n" : ",\n");
      append(text, scripts.get(i));
    }
    return text.append("\n ]\n}\n").toString();
  }

  private static void append(StringBuilder text, Recorded script) {
    text.append("  {\"machine\": ").append(json(script.machine())).append(",\n   \"steps\": [");
    lines(text, script.steps());
    if (script.seen() != null) {
      text.append(",\n   \"seen\": [");
      lines(text, script.seen());
    }
    text.append("}");
  }

  private static void lines(StringBuilder text, List<?> values) {
    for (int i = 0; i < values.size(); i++) {
      text.append(i == 0 ? "\n    " : ",\n    ").append(json(values.get(i)));
    }
    text.append("\n   ]");
  }

  private static String json(Object value) {
    try {
      return ScriptJson.MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a script is always writable", e);
    }
  }
}
