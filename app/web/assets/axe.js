import "axe-core"; // sets window.axe; loaded only into the frame whose page is checked
