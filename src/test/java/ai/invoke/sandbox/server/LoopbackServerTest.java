package ai.invoke.sandbox.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopbackServerTest {

    @TempDir
    Path folder;

    private LoopbackServer server;

    @BeforeEach
    void start() {
        Service echo = new Service() {
            @Override
            public Response answer(Request request) throws IOException {
                String body = new String(request.body().readAllBytes(), StandardCharsets.UTF_8);
                return Response.text(
                        200,
                        "text/plain",
                        request.method() + " " + request.host() + " " + request.target() + " " + body);
            }

            @Override
            public Response trouble(Fault fault, Request request) {
                return Response.empty(fault.value());
            }
        };
        server = LoopbackServer.serve(
                "echo",
                LoopbackServer.bind("echo", 0),
                echo,
                new Faults(),
                new RequestLog(folder.resolve("log"), Clock.systemUTC()));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String talk(String text) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void chunksAndSeveralRequestsOnOneConnection() throws IOException {
        String answer = talk("POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\nTrailer: t\r\n\r\n"
                + "GET /b?c HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        assertThat(answer).contains("POST h /a abcdefg").endsWith("GET h /b?c ");
    }

    @Test
    void absoluteTargetsNameTheirHost() throws IOException {
        assertThat(talk("GET http://api.github.localhost/x?y=1 HTTP/1.1\r\nHost: other\r\nConnection: close\r\n\r\n"))
                .endsWith("GET api.github.localhost /x?y=1 ");
    }

    @Test
    void aClientThatWaitsIsToldToGoOn() throws IOException {
        assertThat(talk("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\nConnection: close"
                        + "\r\n\r\nhi"))
                .startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n")
                .endsWith("POST h /a hi");
    }

    @Test
    void headHasTheLengthAndNoBody() throws IOException {
        assertThat(talk("HEAD /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"))
                .contains("Content-Length: 9\r\n")
                .endsWith("\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rubbish\r\n\r\n",
                "GET / HTTP/1.1\r\nno colon\r\n\r\n",
                "POST / HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
                "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "GET ftp://x/ HTTP/1.1\r\n\r\n"
            })
    void rubbishIsRefused(String rubbish) throws IOException {
        assertThat(talk(rubbish)).startsWith("HTTP/1.1 400 Bad Request");
    }

    @Test
    void anEndlessHeaderEndsTheConnection() throws IOException {
        assertThat(talk("GET / HTTP/1.1\r\nX: " + "a".repeat(20_000))).isEmpty();
    }
}
