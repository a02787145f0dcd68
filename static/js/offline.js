// The page that stands for one that could not be reached loads it as soon as there is a connection.
addEventListener("online", () => location.reload());
