// English: the rest of the test.
export default {
  "trial.title": "Test sound and picture",
  "trial.record": "Record me for 5 seconds",
  "trial.recording": "Your recording",
  "trial.recording.left": "Say something. {left} seconds left …",
  "trial.recording.failed": "This browser cannot record. That does not stop a video visit.",
  "trial.played": "This is how you look and sound. The recording is on this page alone and is gone when you go on.",
  "trial.path": "Test the connection",
  "trial.path.looking": "Testing the connection …",
  "trial.path.good": "The connection works.",
  "trial.path.no-server": "We cannot reach the server. Check that you have internet, or change to mobile data.",
  "trial.path.no-path": "The network here lets no picture and sound through. Change to mobile data or another Wi-Fi.",
  "trial.path.no-relay": "The connection may be unsteady here. Mobile data or another Wi-Fi would be better.",
  "trial.over.heading": "The test is done",
  "trial.over": "Camera and microphone are off. You come to your visit with the link in your invitation.",
  "trial.again": "Test once more"
};
