import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.io.JsonEncoder;

/**
 * What Java Avro says: a question a line on stdin, an answer a line on stdout, both JSON.
 *
 * <p>Asked: reader, writer (each {skema, referencer: [...]}), data (messages of the writer in hex). Answered: whether its
 * own checker finds them compatible, the kinds of incompatibility, and for each message the JSON that the reader makes of
 * it, or the error.
 */
public final class Orakel {
  private static final ObjectMapper JSON = new ObjectMapper();

  public static void main(String[] args) throws Exception {
    BufferedReader ind = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream ud = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    for (String linje = ind.readLine(); linje != null; linje = ind.readLine()) {
      ud.println(JSON.writeValueAsString(svar(JSON.readTree(linje))));
    }
  }

  private static ObjectNode svar(JsonNode sag) {
    ObjectNode svar = JSON.createObjectNode();
    Schema reader = skema(sag.get("reader"), svar, "readerError");
    Schema writer = skema(sag.get("writer"), svar, "writerError");
    if (reader == null || writer == null) {
      return svar;
    }
    try {
      SchemaCompatibility.SchemaCompatibilityResult resultat =
          SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getResult();
      svar.put("compatible",
          resultat.getCompatibility() == SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE);
      ArrayNode slags = svar.putArray("incompatibilities");
      resultat.getIncompatibilities().forEach(i -> slags.add(i.getType().name()));
    } catch (RuntimeException | StackOverflowError fejl) {
      svar.put("checkerError", String.valueOf(fejl));
    }
    ArrayNode laeste = svar.putArray("read");
    for (JsonNode hex : sag.withArray("data")) {
      laeste.add(laes(reader, writer, HexFormat.of().parseHex(hex.textValue())));
    }
    return svar;
  }

  private static Schema skema(JsonNode sag, ObjectNode svar, String fejlnavn) {
    try {
      Schema.Parser parser = new Schema.Parser();
      for (JsonNode reference : sag.withArray("referencer")) {
        parser.parse(JSON.writeValueAsString(reference));
      }
      return parser.parse(JSON.writeValueAsString(sag.get("skema")));
    } catch (Exception | StackOverflowError fejl) {
      svar.put(fejlnavn, String.valueOf(fejl));
      return null;
    }
  }

  private static ObjectNode laes(Schema reader, Schema writer, byte[] data) {
    ObjectNode svar = JSON.createObjectNode();
    try {
      BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(data, null);
      Object laest = new GenericDatumReader<>(writer, reader).read(null, decoder);
      if (!decoder.isEnd()) {
        svar.put("error", "bytes are left");
        return svar;
      }
      ByteArrayOutputStream ud = new ByteArrayOutputStream();
      JsonEncoder encoder = EncoderFactory.get().jsonEncoder(reader, ud);
      new GenericDatumWriter<>(reader).write(laest, encoder);
      encoder.flush();
      svar.put("json", ud.toString(StandardCharsets.UTF_8));
    } catch (Exception | StackOverflowError fejl) {
      svar.put("error", String.valueOf(fejl));
    }
    return svar;
  }

  private Orakel() {}
}
