// A player on the generated Java client: the other two languages do the same.
import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.UsersApi;
import org.openapitools.client.api.WatchApi;
import org.openapitools.client.model.CreateUser;
import org.openapitools.client.model.EndReason;
import org.openapitools.client.model.ProblemCode;
import org.openapitools.client.model.RenewStream;
import org.openapitools.client.model.RequestStream;
import org.openapitools.client.model.Started;
import org.openapitools.client.model.StopStream;
import org.openapitools.client.model.StreamEndedProblem;
import org.openapitools.client.model.StreamLimitReachedProblem;

public final class Play {
  private final ApiClient client = new ApiClient();
  private final UsersApi users;
  private final WatchApi watch;
  private final String id;

  private Play(String url, String id) {
    // An API keeps the address that the client has when it is made.
    client.updateBaseUri(url);
    users = new UsersApi(client);
    watch = new WatchApi(client);
    this.id = id;
  }

  public static void main(String[] arguments) throws ApiException, JsonProcessingException {
    new Play(arguments[0], arguments[1]).play();
  }

  private void play() throws ApiException, JsonProcessingException {
    var created = users.createUser(new CreateUser().id(id).name("Généré").subscription("basic plan"));
    check(created.getStatus().getOffline().getLastOnline() == null,
        "a user is created, with the status of one who watches nothing");

    var first = start("a");
    check(first.getExpiresAt().isAfter(first.getStartedAt()), "a start is a lease, with times");
    start("b");
    check(start("c").getActiveStreams() == 3, "three are on at once");

    var denied = refusalOf(() -> start("d"), StreamLimitReachedProblem.class);
    check(denied.getCode() == ProblemCode.STREAM_LIMIT_REACHED, "a fourth is a 409 with its code");
    check(denied.getLimit() == 3 && denied.getStreams().get(0).getDevice().equals("Device a"),
        "which says what is on, and where");

    check(renew("a") > 0, "a lease is renewed");
    check(watch.stopStream(new StopStream().id(id).session("b")).getActiveStreams() == 2, "a stream is stopped");

    start("d");
    check(start("e", "a").getReplaced().equals(List.of("a")), "a stream takes the slot of another");
    var ended = refusalOf(() -> renew("a"), StreamEndedProblem.class);
    check(ended.getCode() == ProblemCode.STREAM_ENDED, "whose renewal is a 410 with its code");
    check(ended.getReason() == EndReason.REPLACED && ended.getBy().getSession().equals("e"),
        "which says why, and by whom");
  }

  private Started start(String session, String... replaced) throws ApiException {
    var request = new RequestStream().id(id).session(session).stream("stream_100").device("Device " + session);
    for (var each : replaced) request.addReplaceItem(each);
    return watch.requestStream(request);
  }

  private double renew(String session) throws ApiException {
    return watch.renewStream(new RenewStream().id(id).session(session)).getRenewAfter().doubleValue();
  }

  private interface Call {
    Object run() throws ApiException;
  }

  private <Problem> Problem refusalOf(Call call, Class<Problem> type) throws JsonProcessingException {
    try {
      call.run();
    } catch (ApiException error) {
      return client.getObjectMapper().readValue(error.getResponseBody(), type);
    }
    throw new AssertionError("not refused");
  }

  private static void check(boolean holds, String what) {
    if (!holds) throw new AssertionError("not so: " + what);
    System.out.println("  " + what);
  }
}
