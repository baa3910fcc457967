import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/** Reads records of the bus with what the catalogue says, and nothing else: a record a line, an answer a line, both JSON. */
public final class Laes {
  private record Emne(Pattern navn, String indhold, Schema skema) {}

  private static final ObjectMapper JSON = new ObjectMapper();
  private final Map<Integer, Schema> beskeder = new HashMap<>();
  private final List<Emne> emner = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final String hub;
  private final String token;

  private Laes(String hub, String token) throws Exception {
    this.hub = hub;
    this.token = token;
    for (JsonNode en : hent("/api/v1/katalog").get("poster")) {
      JsonNode post = hent("/api/v1/katalog/" + en.get("beskedtype").asText());
      for (JsonNode version : post.get("versioner")) {
        JsonNode skema = version.hasNonNull("skema") ? version.get("skema") : post.get("skema");
        beskeder.put(version.get("skemaId").asInt(), new Schema.Parser().parse(skema.toString()));
      }
    }
    for (JsonNode emne : hent("/api/v1/katalog/emner").get("poster")) {
      String navn = emne.get("navn").asText().replace(".", "\\.").replaceAll("\\{\\w+\\}", "[^.]+");
      String indhold = emne.get("indhold").asText();
      Schema skema = indhold.equals("post") ? new Schema.Parser().parse(emne.get("skema").toString()) : null;
      emner.add(new Emne(Pattern.compile(navn), indhold, skema));
    }
  }

  private JsonNode hent(String sti) throws Exception {
    HttpRequest spurgt =
        HttpRequest.newBuilder(URI.create(hub + sti)).header("Authorization", "Bearer " + token).build();
    HttpResponse<byte[]> svar = http.send(spurgt, HttpResponse.BodyHandlers.ofByteArray());
    if (svar.statusCode() != 200) {
      throw new IllegalStateException(sti + ": " + svar.statusCode());
    }
    return JSON.readTree(svar.body());
  }

  private Map<String, Object> laes(String navn, byte[] bytes) throws Exception {
    Emne emne =
        emner.stream().filter(en -> en.navn().matcher(navn).matches()).findFirst().orElseThrow();
    Map<String, Object> svar = new LinkedHashMap<>();
    switch (emne.indhold()) {
      case "json" -> svar.put("vaerdi", JSON.readTree(bytes));
      case "post" -> svar.put("vaerdi", afkod(emne.skema(), bytes, 0));
      default -> {
        ByteBuffer hoved = ByteBuffer.wrap(bytes);
        if (hoved.get() != 0) {
          throw new IllegalStateException("not the wire format");
        }
        int skemaId = hoved.getInt();
        svar.put("skemaId", skemaId);
        svar.put("vaerdi", afkod(beskeder.get(skemaId), bytes, 5));
      }
    }
    return svar;
  }

  private static Object afkod(Schema skema, byte[] bytes, int fra) throws Exception {
    BinaryDecoder afkoder = DecoderFactory.get().binaryDecoder(bytes, fra, bytes.length - fra, null);
    Object vaerdi = new GenericDatumReader<>(skema).read(null, afkoder);
    if (!afkoder.isEnd()) {
      throw new IllegalStateException("bytes after the record");
    }
    return enkel(vaerdi);
  }

  private static Object enkel(Object vaerdi) {
    if (vaerdi instanceof GenericRecord post) {
      Map<String, Object> ud = new LinkedHashMap<>();
      post.getSchema().getFields().forEach(felt -> ud.put(felt.name(), enkel(post.get(felt.pos()))));
      return ud;
    }
    if (vaerdi instanceof Map<?, ?> opslag) {
      Map<String, Object> ud = new LinkedHashMap<>();
      opslag.forEach((navn, en) -> ud.put(navn.toString(), enkel(en)));
      return ud;
    }
    if (vaerdi instanceof List<?> liste) {
      List<Object> ud = new ArrayList<>();
      liste.forEach(en -> ud.add(enkel(en)));
      return ud;
    }
    if (vaerdi instanceof ByteBuffer bytes) {
      byte[] ud = new byte[bytes.remaining()];
      bytes.duplicate().get(ud);
      return Base64.getEncoder().encodeToString(ud);
    }
    if (vaerdi instanceof GenericFixed fast) {
      return Base64.getEncoder().encodeToString(fast.bytes());
    }
    return vaerdi instanceof CharSequence ? vaerdi.toString() : vaerdi;
  }

  public static void main(String[] args) throws Exception {
    Laes laeser = new Laes(args[0], args[1]);
    BufferedReader ind = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream ud = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    for (String linje; (linje = ind.readLine()) != null; ) {
      JsonNode spurgt = JSON.readTree(linje);
      Object svar;
      try {
        svar = laeser.laes(spurgt.get("emne").asText(), Base64.getDecoder().decode(spurgt.get("bytes").asText()));
      } catch (Exception fejl) {
        svar = Map.of("fejl", fejl.toString());
      }
      ud.println(JSON.writeValueAsString(svar));
    }
    ud.flush();
  }
}
