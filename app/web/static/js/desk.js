// What is wrong is read first: the summary of errors has the focus, also where the browser leaves autofocus alone.

document.getElementById("problems")?.focus();
